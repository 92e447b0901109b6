package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.pattern.Regex;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code regsub(regex,replacement[,flags])}: the first match, or all, with something else in its
 * place.
 *
 * <p>Source: HAProxy configuration manual, converter {@code regsub}.
 */
final class RegSub implements Converter {
  private final Regex regex;
  private final byte[] replacement;
  private final boolean all;

  private RegSub(final Regex regex, final byte[] replacement, final boolean all) {
    this.regex = regex;
    this.replacement = replacement;
    this.all = all;
  }

  static Converter of(final List<String> args, final Surroundings surroundings) {
    final String flags = args.size() > 2 ? args.get(2) : "";
    if (!flags.matches("[gi]*")) {
      throw new RuleProblem("regsub knows the flags g and i");
    }
    final String text = new String(Bytes.of(Args.text(args, 0)), StandardCharsets.ISO_8859_1);
    return new RegSub(
        Regex.of(text, flags.contains("i")), Args.bytes(args, 1), flags.contains("g"));
  }

  @Override
  public boolean convert(final Transaction txn, final Sample sample) {
    final byte[] bytes = sample.bytes();
    final int offset = sample.offset();
    final int length = sample.length();
    if (!regex.find(bytes, offset, length)) {
      return true;
    }
    final Output into = txn.scratch().value(sample);
    int at = 0;
    do {
      final int start = regex.start(0);
      int end = regex.end(0);
      into.put(bytes, offset + at, start - at);
      regex.replace(replacement, 0, replacement.length, into);
      if (end == start && end < length) {
        // Nothing was matched before a byte: that byte stays, or there would be no end.
        into.put(bytes[offset + end]);
        end++;
      } else if (end == length) {
        at = end;
        if (all && end > start && regex.find(bytes, offset, length, end)) {
          regex.replace(replacement, 0, replacement.length, into);
        }
        break;
      }
      at = end;
    } while (all && regex.find(bytes, offset, length, at));
    into.put(bytes, offset + at, length - at);
    sample.setStr(into.bytes(), 0, into.length());
    return !into.isOverflown();
  }
}
