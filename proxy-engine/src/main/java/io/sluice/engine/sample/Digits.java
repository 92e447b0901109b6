package io.sluice.engine.sample;

/**
 * Numbers in text, as HAProxy reads and prints them. Stateless.
 *
 * <p>Source: HAProxy {@code strl2ic}: an optional sign and digits; reading stops at the first byte
 * that is none of them, and text without digits is 0.
 */
public final class Digits {
  /** The longest number in decimal digits, with its sign. */
  public static final int MOST = 20;

  private Digits() {}

  /** The number at the beginning of a text; too large ones stay at the ends of the range. */
  public static long leading(final byte[] bytes, final int offset, final int length) {
    int at = offset;
    final int end = offset + length;
    boolean negative = false;
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
      negative = bytes[at] == '-';
      at++;
    }
    long number = 0;
    for (; at < end && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      final int digit = bytes[at] - '0';
      if (number < (Long.MIN_VALUE + digit) / 10) {
        return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      number = number * 10 - digit;
    }
    if (negative) {
      return number;
    }
    return number == Long.MIN_VALUE ? Long.MAX_VALUE : -number;
  }

  /** Whether the number at the beginning of a text does not fit into 64 bits with a sign. */
  public static boolean isTooLarge(final byte[] bytes, final int offset, final int length) {
    final int end = offset + length;
    final boolean negative = length > 0 && bytes[offset] == '-';
    long number = 0;
    for (int at = negative ? offset + 1 : offset;
        at < end && bytes[at] >= '0' && bytes[at] <= '9';
        at++) {
      final int digit = bytes[at] - '0';
      if (number < (Long.MIN_VALUE + digit) / 10) {
        return true;
      }
      number = number * 10 - digit;
    }
    return !negative && number == Long.MIN_VALUE;
  }

  /** Prints 64 bits as a number without a sign; returns how many bytes they took. */
  public static int printUnsigned(final long number, final byte[] into, final int at) {
    if (number >= 0) {
      return print(number, into, at);
    }
    final int most = print(Long.divideUnsigned(number, 10), into, at);
    into[at + most] = (byte) ('0' + Long.remainderUnsigned(number, 10));
    return most + 1;
  }

  /** Prints decimal digits; returns how many bytes they took. */
  public static int print(final long number, final byte[] into, final int at) {
    int start = at;
    if (number < 0) {
      into[start++] = '-';
    }
    int digits = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    long rest = number < 0 ? number : -number;
    for (int i = start + digits - 1; i >= start; i--) {
      into[i] = (byte) ('0' - rest % 10);
      rest /= 10;
    }
    return start + digits - at;
  }

  /** The value of a hexadecimal digit; -1: it is none. */
  public static int hex(final byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    final int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
