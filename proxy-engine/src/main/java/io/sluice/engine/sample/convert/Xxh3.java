package io.sluice.engine.sample.convert;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * XXH3 of 64 bits, with a seed. Stateless, but for a few numbers of each thread.
 *
 * <p>Source: the xxHash specification, "XXH3 algorithm overview", version 0.2.
 */
final class Xxh3 {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long P32_1 = 0x9E3779B1L;
  private static final long P32_2 = 0x85EBCA77L;
  private static final long P32_3 = 0xC2B2AE3DL;
  private static final long P64_1 = 0x9E3779B185EBCA87L;
  private static final long P64_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P64_3 = 0x165667B19E3779F9L;
  private static final long P64_4 = 0x85EBCA77C2B2AE63L;
  private static final long P64_5 = 0x27D4EB2F165667C5L;
  private static final long PMX_1 = 0x165667919E3779F9L;
  private static final long PMX_2 = 0x9FB21C651E98DF25L;
  private static final long UNSIGNED = 0xffffffffL;

  private static final String SECRET_HEX =
      "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
          + "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
          + "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8"
          + "fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364ea"
          + "c5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b"
          + "16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e";
  private static final byte[] SECRET = java.util.HexFormat.of().parseHex(SECRET_HEX);
  private static final int SECRET_BYTES = 192;
  private static final int STRIPE = 64;

  private Xxh3() {}

  private static long word(final byte[] bytes, final int at) {
    return (long) LONGS.get(bytes, at);
  }

  private static long half(final byte[] bytes, final int at) {
    return (int) INTS.get(bytes, at) & UNSIGNED;
  }

  private static long fold(final long a, final long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }

  private static long avalanche(final long hash) {
    long h = (hash ^ hash >>> 37) * PMX_1;
    h ^= h >>> 32;
    return h;
  }

  private static long avalanche64(final long hash) {
    long h = (hash ^ hash >>> 33) * P64_2;
    h = (h ^ h >>> 29) * P64_3;
    return h ^ h >>> 32;
  }

  /** The hash, as a signed number. */
  static long of(final byte[] bytes, final int offset, final int length, final long seed) {
    if (length <= 16) {
      return upTo16(bytes, offset, length, seed);
    }
    if (length <= 128) {
      return upTo128(bytes, offset, length, seed);
    }
    return length <= 240
        ? upTo240(bytes, offset, length, seed)
        : longer(bytes, offset, length, seed);
  }

  private static long upTo16(final byte[] bytes, final int at, final int length, final long seed) {
    if (length > 8) {
      final long low = (word(SECRET, 24) ^ word(SECRET, 32)) + seed ^ word(bytes, at);
      final long high = (word(SECRET, 40) ^ word(SECRET, 48)) - seed ^ word(bytes, at + length - 8);
      return avalanche(length + Long.reverseBytes(low) + high + fold(low, high));
    }
    if (length >= 4) {
      final long mixed = seed ^ (long) Integer.reverseBytes((int) seed) << 32;
      final long joined = half(bytes, at + length - 4) + (half(bytes, at) << 32);
      long h = joined ^ (word(SECRET, 8) ^ word(SECRET, 16)) - mixed;
      h ^= Long.rotateLeft(h, 49) ^ Long.rotateLeft(h, 24);
      h *= PMX_2;
      h ^= (h >>> 35) + length;
      h *= PMX_2;
      return h ^ h >>> 28;
    }
    if (length > 0) {
      final int joined =
          (bytes[at] & 255) << 16
              | (bytes[at + (length >> 1)] & 255) << 24
              | (bytes[at + length - 1] & 255)
              | length << 8;
      final long flip = (half(SECRET, 0) ^ half(SECRET, 4)) + seed;
      return avalanche64((joined & UNSIGNED) ^ flip);
    }
    return avalanche64(seed ^ word(SECRET, 56) ^ word(SECRET, 64));
  }

  private static long mix16(final byte[] bytes, final int at, final int secret, final long seed) {
    return fold(
        word(bytes, at) ^ word(SECRET, secret) + seed,
        word(bytes, at + 8) ^ word(SECRET, secret + 8) - seed);
  }

  private static long upTo128(final byte[] bytes, final int at, final int length, final long seed) {
    long sum = length * P64_1;
    for (int i = (length - 1) / 32; i >= 0; i--) {
      sum += mix16(bytes, at + 16 * i, 32 * i, seed);
      sum += mix16(bytes, at + length - 16 * (i + 1), 32 * i + 16, seed);
    }
    return avalanche(sum);
  }

  private static long upTo240(final byte[] bytes, final int at, final int length, final long seed) {
    long sum = length * P64_1;
    for (int i = 0; i < 8; i++) {
      sum += mix16(bytes, at + 16 * i, 16 * i, seed);
    }
    sum = avalanche(sum);
    for (int i = 8; i < length / 16; i++) {
      sum += mix16(bytes, at + 16 * i, 16 * (i - 8) + 3, seed);
    }
    sum += mix16(bytes, at + length - 16, 136 - 17, seed);
    return avalanche(sum);
  }

  /** What a thread adds up in, and the secret of its seed. */
  private static final ThreadLocal<long[]> SUMS = ThreadLocal.withInitial(() -> new long[8]);

  private static final ThreadLocal<byte[]> SECRETS =
      ThreadLocal.withInitial(() -> new byte[SECRET_BYTES]);

  private static byte[] secret(final long seed) {
    final byte[] secret = SECRETS.get();
    for (int i = 0; i < SECRET_BYTES; i += 16) {
      LONGS.set(secret, i, word(SECRET, i) + seed);
      LONGS.set(secret, i + 8, word(SECRET, i + 8) - seed);
    }
    return secret;
  }

  private static long longer(final byte[] bytes, final int at, final int length, final long seed) {
    final byte[] secret = secret(seed);
    final long[] sums = SUMS.get();
    sums[0] = P32_3;
    sums[1] = P64_1;
    sums[2] = P64_2;
    sums[3] = P64_3;
    sums[4] = P64_4;
    sums[5] = P32_2;
    sums[6] = P64_5;
    sums[7] = P32_1;
    final int stripes = (SECRET_BYTES - STRIPE) / 8;
    final int block = STRIPE * stripes;
    final int blocks = (length - 1) / block;
    for (int i = 0; i < blocks; i++) {
      for (int n = 0; n < stripes; n++) {
        add(sums, bytes, at + i * block + n * STRIPE, secret, 8 * n);
      }
      scramble(sums, secret);
    }
    final int rest = (length - 1 - block * blocks) / STRIPE;
    for (int n = 0; n < rest; n++) {
      add(sums, bytes, at + blocks * block + n * STRIPE, secret, 8 * n);
    }
    add(sums, bytes, at + length - STRIPE, secret, SECRET_BYTES - STRIPE - 7);
    long result = length * P64_1;
    for (int i = 0; i < 4; i++) {
      result +=
          fold(
              sums[2 * i] ^ word(secret, 11 + 16 * i),
              sums[2 * i + 1] ^ word(secret, 11 + 16 * i + 8));
    }
    return avalanche(result);
  }

  private static void add(
      final long[] sums, final byte[] bytes, final int at, final byte[] secret, final int from) {
    for (int i = 0; i < 8; i++) {
      final long value = word(bytes, at + 8 * i);
      final long key = value ^ word(secret, from + 8 * i);
      sums[i ^ 1] += value;
      sums[i] += (key & UNSIGNED) * (key >>> 32);
    }
  }

  private static void scramble(final long[] sums, final byte[] secret) {
    for (int i = 0; i < 8; i++) {
      long sum = sums[i];
      sum ^= sum >>> 47;
      sum ^= word(secret, SECRET_BYTES - STRIPE + 8 * i);
      sums[i] = sum * P32_1;
    }
  }
}
