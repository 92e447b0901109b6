package io.sluice.backends.stick;

/**
 * How often something happened within the last period, from two words: when the running period
 * began, and how often it happened in it (upper half) and in the one before (lower half).
 *
 * <p>What is reported is the running count and as much of the one before as the window still
 * covers. Counts stop at 2^32 - 1.
 *
 * <p>Source: HAProxy's frequency counters over a period ({@code freq_ctr}, {@code
 * read_freq_ctr_period}), whose values it gives at the same times.
 */
final class Rates {
  private static final long MAX = 0xffff_ffffL;

  private Rates() {}

  /**
   * Counts {@code n} more.
   *
   * @param at of the first of the two words
   * @param n 0 or more
   */
  static void add(
      final long[] words, final int at, final int periodMillis, final long n, final long now) {
    final long counts = words[at + 1];
    final long age = now - words[at];
    if ((counts == 0 && words[at] == 0) || age >= 2L * periodMillis) {
      words[at] = now;
      words[at + 1] = packed(n, 0);
    } else if (age >= periodMillis) {
      words[at] += periodMillis;
      words[at + 1] = packed(n, counts >>> 32);
    } else {
      words[at + 1] = packed((counts >>> 32) + Math.min(n, MAX), counts & MAX);
    }
  }

  /** How often in a period, as of now. */
  static long read(final long[] words, final int at, final int periodMillis, final long now) {
    final long counts = words[at + 1];
    if (counts == 0) {
      return 0;
    }
    long current = counts >>> 32;
    long past = counts & MAX;
    long remaining = words[at] + periodMillis - now;
    if (remaining < 0) {
      remaining += periodMillis;
      past = remaining >= 0 ? current : 0;
      current = 0;
    }
    // One event alone is told for the whole of its two periods, rather than flap between 0 and 1.
    if (current == 0 && past <= 1) {
      return past;
    }
    return current + scaled(past, Math.min(remaining, periodMillis), periodMillis);
  }

  private static long scaled(final long past, final long remaining, final int periodMillis) {
    return past * remaining / periodMillis;
  }

  private static long packed(final long current, final long past) {
    return (Math.min(current, MAX) << 32) | past;
  }
}
