package io.sluice.engine.sample.pattern;

import java.util.List;

/** Networks of one length of prefix, as a hash table. Immutable. */
final class PrefixTable {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final int bits;
  private final long[] highs;
  private final long[] lows;
  private final int[] indexes;
  private final int mask;

  /**
   * @param bits 0 to 128; an IPv4 network counts the 96 before it too
   * @param networks each with its halves and its place
   */
  PrefixTable(final int bits, final List<long[]> networks) {
    this.bits = bits;
    final int size = Integer.highestOneBit(Math.max(4, networks.size() * 2)) << 1;
    highs = new long[size];
    lows = new long[size];
    indexes = new int[size];
    mask = size - 1;
    for (final long[] network : networks) {
      if (find(network[0], network[1]) < 0) {
        int slot = slot(network[0], network[1]);
        while (indexes[slot] != 0) {
          slot = slot + 1 & mask;
        }
        highs[slot] = network[0];
        lows[slot] = network[1];
        indexes[slot] = (int) network[2] + 1;
      }
    }
  }

  /** The place of the network that an address is in; -1: none. */
  int find(final long addressHigh, final long addressLow) {
    final long high = high(addressHigh, bits);
    final long low = low(addressLow, bits);
    for (int slot = slot(high, low); indexes[slot] != 0; slot = slot + 1 & mask) {
      if (highs[slot] == high && lows[slot] == low) {
        return indexes[slot] - 1;
      }
    }
    return -1;
  }

  private int slot(final long high, final long low) {
    final long mixed = (high * MIX ^ low) * MIX;
    return (int) (mixed >>> 32) & mask;
  }

  /** The upper half of a network. */
  static long high(final long high, final int bits) {
    return bits >= 64 ? high : bits == 0 ? 0 : high & -1L << (64 - bits);
  }

  /** The lower half of a network. */
  static long low(final long low, final int bits) {
    return bits >= 128 ? low : bits <= 64 ? 0 : low & -1L << (128 - bits);
  }
}
