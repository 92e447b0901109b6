package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a backend's cookie: {@code NAME insert indirect nocache ...}.
 *
 * <p>Source: HAProxy configuration manual, {@code cookie}.
 */
public final class CookieReader {
  private static final Set<String> MODES = Set.of("rewrite", "insert", "prefix");
  private static final Set<String> FLAGS =
      Set.of("indirect", "nocache", "postonly", "preserve", "httponly", "secure");
  private static final Set<String> VALUES = Set.of("domain", "maxidle", "maxlife", "attr");

  private final Set<String> flags = new TreeSet<>();
  private final List<String> domains = new ArrayList<>();
  private final List<String> attributes = new ArrayList<>();
  private CookieConfig.Mode mode = CookieConfig.Mode.PASSIVE;
  private Optional<Duration> maxidle = Optional.empty();
  private Optional<Duration> maxlife = Optional.empty();

  private CookieReader() {}

  public static CookieConfig read(final String text) throws BadText {
    return new CookieReader().all(WordReader.of(text));
  }

  private CookieConfig all(final WordReader words) throws BadText {
    final Word name = words.next("the name of a cookie", "write one, such as SERVERID");
    if (!name.text().matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
      throw new BadText(
          name.offset(),
          OneLine.quoted(name.text()) + " is not the name of a cookie",
          "write letters, digits, _ and -");
    }
    while (words.hasNext()) {
      option(words.next("an option", ""), words);
    }
    if (mode != CookieConfig.Mode.INSERT && (maxidle.isPresent() || maxlife.isPresent())) {
      throw new BadText(0, "has maxidle or maxlife without insert", "write insert too");
    }
    if (flags.contains("preserve")
        && mode != CookieConfig.Mode.INSERT
        && !flags.contains("indirect")) {
      throw new BadText(
          0, "has preserve without insert or indirect", "write insert or indirect too");
    }
    if (mode == CookieConfig.Mode.REWRITE && flags.contains("indirect")) {
      throw new BadText(
          0, "has both rewrite and indirect", "drop indirect: clients need the server's cookie");
    }
    if (mode == CookieConfig.Mode.PASSIVE
        && (flags.contains("nocache") || flags.contains("postonly"))) {
      throw new BadText(
          0, "has nocache or postonly, and sets no cookie", "write insert, rewrite or prefix too");
    }
    return new CookieConfig(
        name.text(),
        mode,
        flags.contains("indirect"),
        flags.contains("nocache"),
        flags.contains("postonly"),
        flags.contains("preserve"),
        flags.contains("httponly"),
        flags.contains("secure"),
        domains,
        maxidle,
        maxlife,
        attributes);
  }

  private void option(final Word word, final WordReader words) throws BadText {
    if (MODES.contains(word.text())) {
      if (mode != CookieConfig.Mode.PASSIVE) {
        throw new BadText(
            word.offset(), word.text() + " is a second mode", "write insert, rewrite or prefix");
      }
      mode = CookieConfig.Mode.valueOf(word.text().toUpperCase(Locale.ROOT));
    } else if (FLAGS.contains(word.text())) {
      flags.add(word.text());
    } else if (VALUES.contains(word.text())) {
      value(word.text(), words.next("a value", "write it behind " + word.text()));
    } else {
      final List<String> known = new ArrayList<>(MODES);
      known.addAll(FLAGS);
      known.addAll(VALUES);
      throw new BadText(
          word.offset(),
          OneLine.quoted(word.text()) + " is not an option of a cookie",
          Nearest.remedy(word.text(), known));
    }
  }

  private void value(final String option, final Word value) throws BadText {
    switch (option) {
      case "maxidle" -> maxidle = Optional.of(seconds(value));
      case "maxlife" -> maxlife = Optional.of(seconds(value));
      case "domain" -> domains.add(plain(value));
      default -> attributes.add(plain(value));
    }
  }

  /** A number alone is seconds here. */
  private static Duration seconds(final Word value) throws BadText {
    return Quantities.duration(
        value.text().matches("[0-9]{1,9}") ? new Word(value.text() + "s", value.offset()) : value);
  }

  private static String plain(final Word value) throws BadText {
    if (!value.text().matches("[ -:<-~]+")) {
      throw new BadText(
          value.offset(),
          OneLine.quoted(value.text()) + " cannot stand in a cookie",
          "write printable characters without ;");
    }
    return value.text();
  }
}
