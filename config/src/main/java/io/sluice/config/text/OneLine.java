package io.sluice.config.text;

/** Makes text from a file fit to be shown in one line of a terminal or a log. */
public final class OneLine {
  private static final int MAX_VALUE = 60;
  private static final int MAX_LINE = 1_000;

  private OneLine() {}

  /** The text without control characters. */
  public static String of(final String text) {
    final StringBuilder out = new StringBuilder(text.length());
    text.codePoints().map(OneLine::shown).forEach(out::appendCodePoint);
    return out.toString();
  }

  /** The text in quotes, and cut when it is long. */
  public static String quoted(final String text) {
    return '"' + of(shortened(text, MAX_VALUE)) + '"';
  }

  /** The text without control characters, and cut when it is very long. */
  public static String cut(final String text) {
    return of(shortened(text, MAX_LINE));
  }

  private static String shortened(final String text, final int max) {
    return text.codePointCount(0, text.length()) <= max
        ? text
        : text.substring(0, text.offsetByCodePoints(0, max)) + "...";
  }

  private static int shown(final int codePoint) {
    if (codePoint == '\n' || codePoint == '\t') {
      return ' ';
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          '?';
      default -> codePoint;
    };
  }
}
