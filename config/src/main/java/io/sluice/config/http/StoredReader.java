package io.sluice.config.http;

import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.StickTableConfig.Stored;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads what a stick table stores: {@code gpc0,conn_rate(10s),gpc(3)}.
 *
 * <p>Source: HAProxy configuration manual, {@code stick-table}, {@code store}.
 */
public final class StoredReader {
  private static final int MAX_ARRAY = 100;
  private static final List<String> NAMES =
      Arrays.stream(Data.values()).map(d -> d.name().toLowerCase(Locale.ROOT)).toList();

  private StoredReader() {}

  /** Reads words between commas, with arguments in parentheses. */
  public static List<Stored> read(final String text) throws BadText {
    final List<Stored> all = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      final int start = at;
      while (at < text.length() && "(, \t".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      final Word word = new Word(text.substring(start, at), start);
      List<ArgReader.Value> args = List.of();
      if (at < text.length() && text.charAt(at) == '(') {
        final ArgReader reader = new ArgReader(text, at);
        args = reader.read();
        at = reader.end();
      }
      if (!word.text().isEmpty()) {
        all.add(stored(word, args));
      } else if (!args.isEmpty()) {
        throw new BadText(start, "has arguments of nothing", "write a name before them");
      }
      at += at < text.length() ? 1 : 0;
    }
    return all;
  }

  private static Stored stored(final Word word, final List<ArgReader.Value> args) throws BadText {
    if (!NAMES.contains(word.text())) {
      throw new BadText(
          word.offset(),
          OneLine.quoted(word.text()) + " cannot be stored",
          Nearest.remedy(word.text(), NAMES));
    }
    final Data data = Data.valueOf(word.text().toUpperCase(Locale.ROOT));
    final boolean rate = word.text().endsWith("_rate");
    final boolean array = data == Data.GPC || data == Data.GPC_RATE || data == Data.GPT;
    final int expected = (rate ? 1 : 0) + (array ? 1 : 0);
    if (args.size() != expected) {
      throw new BadText(
          word.offset(),
          word.text() + " has " + args.size() + " arguments",
          usage(word.text(), rate, array));
    }
    final int count = array ? Quantities.integer(word(args.getFirst()), 1, MAX_ARRAY) : 1;
    final Optional<Duration> period =
        rate ? Optional.of(Quantities.duration(word(args.getLast()))) : Optional.empty();
    return new Stored(data, count, period);
  }

  private static String usage(final String name, final boolean rate, final boolean array) {
    return "write " + name + (array && rate ? "(2,10s)" : array ? "(2)" : rate ? "(10s)" : "");
  }

  private static Word word(final ArgReader.Value value) {
    return new Word(value.text(), value.offset());
  }
}
