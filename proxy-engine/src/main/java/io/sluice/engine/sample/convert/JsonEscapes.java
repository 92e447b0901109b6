package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.Output;

/**
 * Makes the inside of a JSON string into the text that it stands for, in UTF-8. Stateless.
 *
 * <p>Source: RFC 8259 section 7.
 */
final class JsonEscapes {
  private JsonEscapes() {}

  /**
   * Puts the text.
   *
   * @return false: a backslash stands before what JSON does not know, or before half a character
   */
  static boolean put(final byte[] text, final int from, final int to, final Output into) {
    int at = from;
    while (at >= 0 && at < to) {
      final byte b = text[at++];
      if (b != '\\') {
        into.put(b);
      } else if (at < to && text[at] == 'u') {
        at = character(text, at + 1, to, into);
      } else {
        final int plain = at < to ? plain(text[at]) : -1;
        if (plain < 0) {
          return false;
        }
        into.put(plain);
        at++;
      }
    }
    return at >= 0;
  }

  /** What a letter behind a backslash stands for; -1: nothing. */
  private static int plain(final byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '"', '\\', '/' -> letter;
      default -> -1;
    };
  }

  /** Puts a character of four digits, or of two times four; behind it, or -1: it is none. */
  private static int character(final byte[] text, final int from, final int to, final Output into) {
    final int code = code(text, from, to);
    if (code < 0 || Character.isLowSurrogate((char) code)) {
      return -1;
    }
    if (!Character.isHighSurrogate((char) code)) {
      utf8(code, into);
      return from + 4;
    }
    final int second = from + 4;
    final boolean more = second + 1 < to && text[second] == '\\' && text[second + 1] == 'u';
    final int low = more ? code(text, second + 2, to) : -1;
    if (low < 0 || !Character.isLowSurrogate((char) low)) {
      return -1;
    }
    utf8(Character.toCodePoint((char) code, (char) low), into);
    return second + 6;
  }

  /** Four hexadecimal digits; -1: they are none. */
  private static int code(final byte[] text, final int from, final int to) {
    int code = from + 4 <= to ? 0 : -1;
    for (int i = from; code >= 0 && i < from + 4; i++) {
      final int digit = Digits.hex(text[i]);
      code = digit < 0 ? -1 : code << 4 | digit;
    }
    return code;
  }

  private static void utf8(final int code, final Output into) {
    if (code < 0x80) {
      into.put(code);
      return;
    }
    if (code < 0x800) {
      into.put(0xc0 | code >> 6);
    } else {
      if (code < 0x10000) {
        into.put(0xe0 | code >> 12);
      } else {
        into.put(0xf0 | code >> 18);
        into.put(0x80 | (code >> 12 & 0x3f));
      }
      into.put(0x80 | (code >> 6 & 0x3f));
    }
    into.put(0x80 | (code & 0x3f));
  }
}
