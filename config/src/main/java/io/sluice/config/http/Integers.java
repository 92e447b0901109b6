package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads patterns of integers: {@code 5}, {@code ge 5}, {@code 1:10}. An operator holds for all
 * integers behind it.
 *
 * <p>Source: HAProxy configuration manual, "Matching integers".
 */
final class Integers {
  private static final Set<String> OPERATORS = Set.of("eq", "ge", "gt", "le", "lt");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern DOTTED = Pattern.compile("([0-9]{1,5})\\.([0-9]{1,5})");

  private final boolean dotted;
  private String operator = "eq";
  private boolean waiting;

  /**
   * @param dotted whether {@code 3.1} is a number, 3 times 65536 and 1
   */
  Integers(final boolean dotted) {
    this.dotted = dotted;
  }

  /** A pattern; empty for an operator, which holds from now on. */
  Optional<String> read(final Word word) throws BadText {
    if (OPERATORS.contains(word.text())) {
      operator = word.text();
      waiting = true;
      return Optional.empty();
    }
    waiting = false;
    final int colon = word.text().indexOf(':');
    if (colon < 0) {
      final String number = number(word.text(), word);
      return Optional.of(operator.equals("eq") ? number : operator + " " + number);
    }
    if (!operator.equals("eq")) {
      throw new BadText(
          word.offset(),
          "has a range behind " + operator,
          "write one number, or a range without an operator");
    }
    return Optional.of(range(word, colon));
  }

  private String range(final Word word, final int colon) throws BadText {
    final String low = word.text().substring(0, colon);
    final String high = word.text().substring(colon + 1);
    final String from = low.isEmpty() ? "" : number(low, word);
    final String to = high.isEmpty() ? "" : number(high, word);
    if (low.isEmpty() && high.isEmpty()) {
      throw bad(word);
    }
    if (!low.isEmpty() && !high.isEmpty() && Long.parseLong(from) > Long.parseLong(to)) {
      throw new BadText(
          word.offset(),
          OneLine.quoted(word.text()) + " is a range that ends before it begins",
          "write the lower number first");
    }
    return from + ":" + to;
  }

  private String number(final String text, final Word word) throws BadText {
    final Matcher m = DOTTED.matcher(text);
    if (dotted && m.matches()) {
      return Long.toString((Long.parseLong(m.group(1)) << 16) + Long.parseLong(m.group(2)));
    }
    if (dotted && text.matches("[0-9]{1,5}")) {
      return Long.toString(Long.parseLong(text) << 16);
    }
    if (!NUMBER.matcher(text).matches()) {
      throw bad(word);
    }
    return text;
  }

  /** An operator must be followed by something. */
  void requireValue(final int offset) throws BadText {
    if (waiting) {
      throw new BadText(offset, "ends behind " + operator, "write a number behind it");
    }
  }

  private static BadText bad(final Word word) {
    return new BadText(
        word.offset(),
        OneLine.quoted(word.text()) + " is not an integer or a range",
        "write one, such as 5, 1:10, or ge 5");
  }
}
