package io.sluice.config.http;

import io.sluice.config.text.BadText;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into words as HAProxy does: at spaces and tabs, but not within {@code '..'}, in which
 * nothing is special, nor within {@code ".."}, in which a backslash is. Environment variables are
 * not filled in; a configuration has its own way for them.
 *
 * <p>Source: HAProxy configuration manual, "Quoting and escaping".
 */
public final class Words extends Quoting {
  /** What a text of one rule may have. */
  public static final int MAX_CHARS = 65_536;

  private final List<Word> words = new ArrayList<>();

  private Words(final String text) {
    super(text);
  }

  /** The words, in order; none where the text is blank. */
  public static List<Word> of(final String text) throws BadText {
    if (text.length() > MAX_CHARS) {
      throw new BadText(
          0, "is longer than " + MAX_CHARS + " characters", "write it as several rules");
    }
    return List.copyOf(new Words(text).all());
  }

  private List<Word> all() throws BadText {
    while (at < text.length()) {
      if (isSpace(text.charAt(at))) {
        at++;
      } else {
        words.add(next());
      }
    }
    return words;
  }

  private Word next() throws BadText {
    final int start = at;
    value.setLength(0);
    while (at < text.length() && !isSpace(text.charAt(at))) {
      switch (text.charAt(at)) {
        case '\'' -> strong();
        case '"' -> weak();
        case '\\' -> escape();
        case '#' ->
            throw new BadText(
                at,
                "has a # outside of quotes, which begins a comment",
                "write \\# for the character, or the comment outside of the text");
        default -> value.append(text.charAt(at++));
      }
    }
    return new Word(value.toString(), start);
  }

  /** A backslash before a character that it has no meaning for stays, as in {@code \1}. */
  @Override
  void escape() throws BadText {
    if (at + 1 >= text.length()) {
      throw new BadText(at, "ends with a backslash", "write \\\\ for the character");
    }
    final char escaped = text.charAt(at + 1);
    switch (escaped) {
      case ' ', '\t', '#', '\\', '\'', '"', '$' -> value.append(escaped);
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'x' -> hex();
      default -> value.append('\\').append(escaped);
    }
    at += 2;
  }

  private void hex() throws BadText {
    final int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
    final int low = at + 3 < text.length() ? Character.digit(text.charAt(at + 3), 16) : -1;
    if (high < 0 || low < 0) {
      throw new BadText(
          at, "has \\x without two hexadecimal digits", "write two digits, such as \\x0a");
    }
    value.append((char) (high * 16 + low));
    at += 2;
  }

  @Override
  BadText unclosed(final int start, final String quote) {
    return new BadText(
        start, "has an open " + quote, "close it, or write \\" + quote + " for the character");
  }

  private static boolean isSpace(final char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
