package io.sluice.engine.sample.pattern;

import io.sluice.engine.sample.RuleProblem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Integers from one to another, both in it.
 *
 * <p>Source: HAProxy configuration manual, "Matching integers".
 */
record IntRange(long from, long to) {
  private static final Pattern FORM =
      Pattern.compile("(?:(eq|lt|le|gt|ge)\\s+)?([+-]?[0-9]+)?([:-])?([+-]?[0-9]+)?");

  /** Reads {@code 5}, {@code 1:10}, {@code 1:}, {@code :10}, {@code 1-10}, {@code ge 5}. */
  static IntRange of(final String text) {
    final Matcher form = FORM.matcher(text.strip());
    if (!form.matches() || (form.group(2) == null && form.group(4) == null)) {
      throw new RuleProblem("'" + text + "' is not an integer or a range such as 1:10");
    }
    final boolean range = form.group(3) != null;
    final long low = form.group(2) == null ? Long.MIN_VALUE : number(form.group(2));
    final long high = form.group(4) != null ? number(form.group(4)) : range ? Long.MAX_VALUE : low;
    if (form.group(1) == null) {
      return new IntRange(low, high);
    }
    return switch (form.group(1)) {
      case "lt" -> new IntRange(Long.MIN_VALUE, low == Long.MIN_VALUE ? low : low - 1);
      case "le" -> new IntRange(Long.MIN_VALUE, high);
      case "gt" -> new IntRange(high == Long.MAX_VALUE ? high : high + 1, Long.MAX_VALUE);
      case "ge" -> new IntRange(low, Long.MAX_VALUE);
      default -> new IntRange(low, high);
    };
  }

  private static long number(final String text) {
    try {
      return Long.parseLong(text);
    } catch (final NumberFormatException e) {
      throw new RuleProblem("'" + text + "' is too large", e);
    }
  }

  boolean has(final long number) {
    return number >= from && number <= to;
  }
}
