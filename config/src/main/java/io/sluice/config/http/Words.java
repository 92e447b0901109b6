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
public final class Words {
  /** What a text of one rule may have. */
  public static final int MAX_CHARS = 65_536;

  private final String text;
  private final List<Word> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private int at;

  private Words(final String text) {
    this.text = text;
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
    word.setLength(0);
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
        default -> word.append(text.charAt(at++));
      }
    }
    return new Word(word.toString(), start);
  }

  private void strong() throws BadText {
    final int end = text.indexOf('\'', at + 1);
    if (end < 0) {
      throw unclosed(at, "'");
    }
    word.append(text, at + 1, end);
    at = end + 1;
  }

  private void weak() throws BadText {
    final int start = at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        escape();
      } else {
        word.append(text.charAt(at++));
      }
    }
    if (at >= text.length()) {
      throw unclosed(start, "\"");
    }
    at++;
  }

  /** A backslash before a character that it has no meaning for stays, as in {@code \1}. */
  private void escape() throws BadText {
    if (at + 1 >= text.length()) {
      throw new BadText(at, "ends with a backslash", "write \\\\ for the character");
    }
    final char escaped = text.charAt(at + 1);
    switch (escaped) {
      case ' ', '\t', '#', '\\', '\'', '"', '$' -> word.append(escaped);
      case 'n' -> word.append('\n');
      case 'r' -> word.append('\r');
      case 't' -> word.append('\t');
      case 'x' -> hex();
      default -> word.append('\\').append(escaped);
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
    word.append((char) (high * 16 + low));
    at += 2;
  }

  private static BadText unclosed(final int start, final String quote) {
    return new BadText(
        start, "has an open " + quote, "close it, or write \\" + quote + " for the character");
  }

  private static boolean isSpace(final char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
