package io.sluice.config.http;

import io.sluice.config.text.BadText;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what stands in parentheses: values between commas, with quotes and escapes of their own.
 *
 * <p>Source: HAProxy configuration manual, "Quoting and escaping", second level.
 */
final class ArgReader extends Quoting {
  /** A value and where it stands. */
  record Value(String text, int offset) {}

  /**
   * @param at of the open parenthesis
   */
  ArgReader(final String text, final int at) {
    super(text);
    this.at = at;
  }

  /** The values; none for {@code ()}. */
  List<Value> read() throws BadText {
    final int open = at++;
    final List<Value> values = new ArrayList<>();
    while (true) {
      values.add(value());
      if (at >= text.length()) {
        throw new BadText(
            open, "has an open parenthesis", "write ) behind the last argument, without spaces");
      }
      if (text.charAt(at++) == ')') {
        return values.size() == 1 && at == open + 2 ? List.of() : values;
      }
    }
  }

  /** Behind the closed parenthesis. */
  int end() {
    return at;
  }

  private Value value() throws BadText {
    final int start = at;
    value.setLength(0);
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ')') {
      switch (text.charAt(at)) {
        case '\'' -> strong();
        case '"' -> weak();
        case '\\' -> escape();
        default -> value.append(text.charAt(at++));
      }
    }
    return new Value(value.toString(), start);
  }

  @Override
  void escape() {
    final char next = at + 1 < text.length() ? text.charAt(at + 1) : '\0';
    switch (next) {
      case '\\', '\'', '"', ' ', ',', ')', '(' -> value.append(next);
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      default -> {
        value.append('\\');
        at--;
      }
    }
    at += 2;
  }

  @Override
  BadText unclosed(final int start, final String quote) {
    return new BadText(
        start,
        "has an open " + quote + " within its arguments",
        "close it; quotes within arguments are lost unless the whole word is quoted too");
  }
}
