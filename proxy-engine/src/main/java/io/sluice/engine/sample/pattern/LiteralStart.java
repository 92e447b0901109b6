package io.sluice.engine.sample.pattern;

import io.sluice.engine.sample.Bytes;

/**
 * The plain text that an expression begins with: a text without it needs no search, which costs
 * more and allocates. Immutable.
 */
final class LiteralStart {
  private static final String SPECIAL = ".[]()$*+?{}^|";

  private final byte[] text;
  private final boolean anchored;
  private final boolean ignoreCase;

  private LiteralStart(final byte[] text, final boolean anchored, final boolean ignoreCase) {
    this.text = text;
    this.anchored = anchored;
    this.ignoreCase = ignoreCase;
  }

  /** That of an expression; empty where it has none, or has alternatives. */
  static LiteralStart of(final String expression, final boolean ignoreCase) {
    final boolean anchored = expression.startsWith("^");
    final StringBuilder literal = new StringBuilder();
    int at = anchored ? 1 : 0;
    while (expression.indexOf('|') < 0 && at < expression.length()) {
      char c = expression.charAt(at++);
      if (c == '\\' && at < expression.length() && !isWord(expression.charAt(at))) {
        c = expression.charAt(at++);
      } else if (c == '\\' || SPECIAL.indexOf(c) >= 0) {
        break;
      }
      final char next = at < expression.length() ? expression.charAt(at) : 0;
      if (next == '*' || next == '?' || next == '{') {
        break;
      }
      literal.append(c);
      if (next == '+') {
        break;
      }
    }
    return new LiteralStart(Bytes.latin(literal.toString()), anchored, ignoreCase);
  }

  private static boolean isWord(final char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c >= 0x80;
  }

  /** Whether the expression may find something in a range. */
  boolean mayFit(final byte[] bytes, final int offset, final int length) {
    if (text.length == 0) {
      return true;
    }
    final int last = anchored ? offset : offset + length - text.length;
    if (length < text.length) {
      return false;
    }
    for (int at = offset; at <= last; at++) {
      if (ignoreCase
          ? Bytes.sameIgnoringCase(text, 0, bytes, at, text.length)
          : bytes[at] == text[0] && Bytes.same(text, 0, bytes, at, text.length)) {
        return true;
      }
    }
    return false;
  }
}
