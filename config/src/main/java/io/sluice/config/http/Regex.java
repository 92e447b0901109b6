package io.sluice.config.http;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;
import java.math.BigInteger;
import java.util.regex.MatchResult;

/**
 * What a regular expression may be. RE2 matches in time that grows with the text and with the
 * expression, whatever either says; what is left to bound is how large the expression is once its
 * counted repeats are written out.
 */
public final class Regex {
  public static final int MAX_CHARS = 512;

  /** Of the compiled expression. Each may look at each character of a text. */
  public static final int MAX_INSTRUCTIONS = 256;

  /** What may be compiled in order to be counted. */
  private static final BigInteger MAX_COMPILED = BigInteger.valueOf(100_000);

  private static final java.util.regex.Pattern REPEAT =
      java.util.regex.Pattern.compile("(\\)?)\\{([0-9]{1,9})(?:,([0-9]{0,9}))?}");

  private Regex() {}

  /** Checks one that stands at an offset of a text. */
  public static void check(final String text, final int offset) throws BadText {
    if (text.isEmpty() || text.length() > MAX_CHARS) {
      throw new BadText(
          offset,
          "is empty or longer than " + MAX_CHARS + " characters",
          "write a regular expression, or several patterns in place of one");
    }
    if (largest(text).compareTo(MAX_COMPILED) > 0
        || compile(text, offset).programSize() > MAX_INSTRUCTIONS) {
      throw new BadText(
          offset,
          "is too large once its repeats are written out",
          "write * or + in place of repeats with a count");
    }
  }

  /** How many groups a checked one has, without the whole. */
  public static int groups(final String text) {
    return Pattern.compile(text).groupCount();
  }

  private static Pattern compile(final String text, final int offset) throws BadText {
    try {
      return Pattern.compile(text);
    } catch (final PatternSyntaxException e) {
      final String part = e.getPattern() == null ? "" : " in " + OneLine.quoted(e.getPattern());
      throw new BadText(
          offset,
          "is not a regular expression: " + e.getDescription() + part,
          "write an expression of RE2, which has no look-around and no back references");
    }
  }

  /** A bound of its instructions: counts of plain repeats add up, those of groups multiply. */
  private static BigInteger largest(final String text) {
    BigInteger plain = BigInteger.valueOf(text.length());
    BigInteger nested = BigInteger.ONE;
    for (final MatchResult repeat : REPEAT.matcher(text).results().toList()) {
      final boolean group = !repeat.group(1).isEmpty();
      final BigInteger count = count(repeat.group(2)).max(count(repeat.group(3)));
      plain = group ? plain : plain.add(count);
      nested = group ? nested.multiply(count.add(BigInteger.ONE)) : nested;
    }
    return plain.multiply(nested);
  }

  private static BigInteger count(final String digits) {
    return digits == null || digits.isEmpty() ? BigInteger.ONE : new BigInteger(digits);
  }
}
