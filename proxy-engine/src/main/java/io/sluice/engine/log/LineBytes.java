package io.sluice.engine.log;

/**
 * The bytes of a line that is being printed; used again for the next. Confined to one event loop.
 *
 * <p>What finds no room is left away: the line ends where it is full.
 */
final class LineBytes {
  private static final byte[] HEX = LineFormat.ascii("0123456789ABCDEF");

  /** A line feed, and its level before it. */
  private static final int END_BYTES = 2;

  private static final int MOST_DIGITS = 19;

  private final byte[] bytes = new byte[LogRing.MAX_LINE_BYTES];
  private int length;

  void clear() {
    length = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Room for so many more bytes, with some to spare for the line's end. */
  boolean fits(final int count) {
    return length + count <= bytes.length - END_BYTES;
  }

  void put(final int c) {
    if (fits(1)) {
      bytes[length++] = (byte) c;
    }
  }

  /** A text of the format, mostly of one byte or two. */
  void put(final byte[] text) {
    final int taken = Math.min(text.length, bytes.length - END_BYTES - length);
    for (int i = 0; i < taken; i++) {
      bytes[length + i] = text[i];
    }
    length += taken;
  }

  void put(final byte[] from, final int offset, final int count) {
    final int taken = Math.min(count, bytes.length - END_BYTES - length);
    System.arraycopy(from, offset, bytes, length, taken);
    length += taken;
  }

  /** A part of a text, with {@code _} for what is no visible ASCII. */
  void putVisible(final String text, final int from, final int to) {
    final int taken = Math.min(to - from, bytes.length - END_BYTES - length);
    for (int i = 0; i < taken; i++) {
      final char c = text.charAt(from + i);
      bytes[length + i] = (byte) (c > ' ' && c < 0x7f ? c : '_');
    }
    length += taken;
  }

  /** Ends the line, which has always room for that. */
  void end() {
    bytes[length++] = '\n';
  }

  void putNumber(final long number) {
    if (number >= 0 && number < 10) {
      put('0' + (int) number);
      return;
    }
    if (number < 0) {
      put('-');
    }
    // Digits are taken from a number that is never positive, which every long has.
    long rest = number < 0 ? number : -number;
    final int count = digits(rest);
    if (!fits(count)) {
      return;
    }
    length += count;
    int end = length;
    do {
      bytes[--end] = (byte) ('0' - rest % 10);
      rest /= 10;
    } while (rest != 0);
  }

  /** A number that may be printed in hexadecimal. */
  void putCounted(final long number, final boolean hex) {
    if (hex) {
      putHex(number, 4);
    } else {
      putNumber(number);
    }
  }

  private static int digits(final long negative) {
    int count = 1;
    for (long limit = -10; negative <= limit && count < MOST_DIGITS; limit *= 10) {
      count++;
    }
    return count;
  }

  /** Three digits of a number below 1000. */
  void putMillis(final int number) {
    put('0' + number / 100);
    put('0' + number / 10 % 10);
    put('0' + number % 10);
  }

  /** In hexadecimal, with zeros before it. */
  void putHex(final long number, final int leastDigits) {
    int digits = leastDigits;
    while (digits < 16 && number >>> (digits * 4) != 0) {
      digits++;
    }
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      put(HEX[(int) (number >>> shift) & 15]);
    }
  }

  /** A byte as {@code #0A}. */
  void putEncoded(final int b) {
    if (fits(3)) {
      put('#');
      put(HEX[b >> 4 & 15]);
      put(HEX[b & 15]);
    }
  }
}
