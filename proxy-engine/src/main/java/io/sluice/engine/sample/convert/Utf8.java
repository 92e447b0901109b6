package io.sluice.engine.sample.convert;

/**
 * Characters in UTF-8. Stateless.
 *
 * <p>Source: RFC 3629.
 */
final class Utf8 {
  private Utf8() {}

  /** How many bytes the character at a place has, 1 to 4; 0: there is none. */
  static int length(final byte[] bytes, final int at, final int end) {
    final int first = bytes[at] & 255;
    final int length =
        first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || first > 0xf4 || at + length > end) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    final int code = code(bytes, at, length);
    final boolean tooLong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    final boolean surrogate = code >= 0xd800 && code < 0xe000;
    return tooLong || surrogate || code > 0x10ffff ? 0 : length;
  }

  /** The character whose bytes these are. */
  static int code(final byte[] bytes, final int at, final int length) {
    if (length == 1) {
      return bytes[at] & 0x7f;
    }
    int code = bytes[at] & (1 << (7 - length)) - 1;
    for (int i = 1; i < length; i++) {
      code = code << 6 | (bytes[at + i] & 0x3f);
    }
    return code;
  }
}
