package io.sluice.health;

/** Makes text fit for a log line. Stateless. */
public final class CheckText {
  private static final int MAX_QUOTE_CHARS = 120;
  private static final int MAX_LINE_CHARS = 240;

  private CheckText() {}

  /**
   * What a server sent, as it may be shown: printable ASCII, anything else as {@code ?}, cut after
   * 120 characters, without spaces at its ends.
   */
  public static String quote(final CharSequence sent) {
    final int length = Math.min(sent.length(), MAX_QUOTE_CHARS);
    final StringBuilder shown = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      final char c = sent.charAt(i);
      shown.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return shown.toString().strip();
  }

  /** One line without control and formatting characters, cut after 240 characters. */
  static String line(final String text) {
    final int length = Math.min(text.length(), MAX_LINE_CHARS);
    final StringBuilder line = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      final char c = text.charAt(i);
      line.append(isShown(c) ? c : '?');
    }
    return line.toString();
  }

  private static boolean isShown(final char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
