package io.sluice.config.http;

import io.sluice.config.text.BadText;

/**
 * A text that is read from left to right, and what its two kinds of quotes add to a value: all
 * between {@code '..'} as it is, and all between {@code ".."} but for escapes. For one thread.
 *
 * <p>Source: HAProxy configuration manual, "Quoting and escaping".
 */
abstract sealed class Quoting permits ArgReader, Words {
  final String text;

  /** What is read now. */
  final StringBuilder value = new StringBuilder();

  /** The next character. */
  int at;

  Quoting(final String text) {
    this.text = text;
  }

  /** Reads what begins with a backslash. */
  abstract void escape() throws BadText;

  /** The problem of a quote that is not closed. */
  abstract BadText unclosed(int start, String quote);

  final void strong() throws BadText {
    final int end = text.indexOf('\'', at + 1);
    if (end < 0) {
      throw unclosed(at, "'");
    }
    value.append(text, at + 1, end);
    at = end + 1;
  }

  final void weak() throws BadText {
    final int start = at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        escape();
      } else {
        value.append(text.charAt(at++));
      }
    }
    if (at >= text.length()) {
      throw unclosed(start, "\"");
    }
    at++;
  }
}
