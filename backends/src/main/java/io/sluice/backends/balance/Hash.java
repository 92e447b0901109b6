package io.sluice.backends.balance;

/** Hashes that spread well over all 64 bits. */
final class Hash {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Hash() {}

  /** A bijection that makes neighbours differ in half of their bits (the one of SplitMix64). */
  static long mix(final long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The same for the same text in every process, unlike an identity; FNV-1a, mixed. */
  static long of(final String text) {
    long hash = FNV_BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** Even over 0 to {@code bound - 1}, for a hash that is even over all 64 bits. */
  static int below(final int bound, final long hash) {
    return (int) Math.unsignedMultiplyHigh(hash, bound);
  }
}
