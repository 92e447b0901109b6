package io.sluice.engine.persist;

/**
 * Times in a cookie: units of four seconds since the epoch, 30 bits of them in five letters.
 *
 * <p>Source: HAProxy configuration manual, {@code cookie} with {@code maxidle} and {@code maxlife}.
 */
final class CookieDates {
  /** Letters of a time. */
  static final int LENGTH = 5;

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private CookieDates() {}

  /** In seconds; 0: there is none. */
  static long read(final byte[] bytes, final int from, final int to) {
    if (to - from < LENGTH) {
      return 0;
    }
    long units = 0;
    for (int i = from; i < from + LENGTH; i++) {
      final int digit = LETTERS.indexOf(bytes[i]);
      if (digit < 0) {
        return 0;
      }
      units = (units << 6) | digit;
    }
    return units * 4;
  }

  /** Writes a time, rounded upward; returns the place behind it. */
  static int write(final long seconds, final byte[] into, final int at) {
    final long units = (seconds + 3) / 4;
    for (int i = 0; i < LENGTH; i++) {
      into[at + i] = (byte) LETTERS.charAt((int) (units >>> (24 - 6 * i)) & 63);
    }
    return at + LENGTH;
  }
}
