package io.sluice.engine.sample.convert;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hashes of bytes. Stateless. Those of 32 bits come as non-negative longs.
 *
 * <p>Source: HAProxy configuration manual, converters {@code crc32}, {@code crc32c}, {@code djb2},
 * {@code sdbm}, {@code wt6}, {@code xxh32}, {@code xxh64}; the xxHash specification; CRC-32 of IEEE
 * 802.3 and Castagnoli's of RFC 3720.
 */
public final class Hashes {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int P32_1 = 0x9E3779B1;
  private static final int P32_2 = 0x85EBCA77;
  private static final int P32_3 = 0xC2B2AE3D;
  private static final int P32_4 = 0x27D4EB2F;
  private static final int P32_5 = 0x165667B1;
  private static final long P64_1 = 0x9E3779B185EBCA87L;
  private static final long P64_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P64_3 = 0x165667B19E3779F9L;
  private static final long P64_4 = 0x85EBCA77C2B2AE63L;
  private static final long P64_5 = 0x27D4EB2F165667C5L;
  private static final long UNSIGNED = 0xffffffffL;

  private static final int SPREAD = 0xC0000001;

  private static final int[] CRC32 = crcTable(0xEDB88320);
  private static final int[] CRC32C = crcTable(0x82F63B78);

  private Hashes() {}

  /** A hash function of a byte range. */
  @FunctionalInterface
  public interface Function {
    long of(byte[] bytes, int offset, int length);
  }

  private static int[] crcTable(final int polynomial) {
    final int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ polynomial;
      }
      table[i] = crc;
    }
    return table;
  }

  private static long crc(
      final int[] table, final byte[] bytes, final int offset, final int length) {
    int crc = -1;
    for (int i = offset; i < offset + length; i++) {
      crc = table[(crc ^ bytes[i]) & 255] ^ crc >>> 8;
    }
    return ~crc & UNSIGNED;
  }

  public static long crc32(final byte[] bytes, final int offset, final int length) {
    return crc(CRC32, bytes, offset, length);
  }

  public static long crc32c(final byte[] bytes, final int offset, final int length) {
    return crc(CRC32C, bytes, offset, length);
  }

  public static long djb2(final byte[] bytes, final int offset, final int length) {
    int hash = 5381;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 33 + (bytes[i] & 255);
    }
    return hash & UNSIGNED;
  }

  public static long sdbm(final byte[] bytes, final int offset, final int length) {
    int hash = 0;
    for (int i = offset; i < offset + length; i++) {
      hash = (bytes[i] & 255) + (hash << 6) + (hash << 16) - hash;
    }
    return hash & UNSIGNED;
  }

  public static long wt6(final byte[] bytes, final int offset, final int length) {
    int first = 0xa53c965a;
    int second = 0x5ca6953a;
    int firstStep = 6;
    int secondStep = 18;
    for (int i = offset; i < offset + length; i++) {
      final int b = bytes[i] & 255;
      first = ~(first ^ b);
      second = ~(second + b);
      final int turned = Integer.rotateLeft(second, firstStep);
      second = Integer.rotateLeft(first, secondStep);
      first = turned;
      final int steps = (first >>> 16 ^ second) & 0xffff;
      firstStep = steps & 31;
      secondStep = steps >>> 11;
    }
    return (first ^ second) & UNSIGNED;
  }

  /** Spreads a hash of 32 bits over all of them (HAProxy's {@code avalanche}). */
  public static long avalanche(final long hash) {
    int a = (int) hash;
    a = a + 0x7ed55d16 + (a << 12);
    a = a ^ 0xc761c23c ^ a >>> 19;
    a = a + 0x165667b1 + (a << 5);
    a = a + 0xd3a2646c ^ a << 9;
    a = a + 0xfd7046c5 + (a << 3);
    a = a ^ 0xb55a4f09 ^ a >>> 16;
    a *= SPREAD;
    return a & UNSIGNED;
  }

  public static long xxh32(final byte[] bytes, final int offset, final int length, final int seed) {
    final int end = offset + length;
    int at = offset;
    int hash;
    if (length >= 16) {
      int a = seed + P32_1 + P32_2;
      int b = seed + P32_2;
      int c = seed;
      int d = seed - P32_1;
      for (; at <= end - 16; at += 16) {
        a = round32(a, (int) INTS.get(bytes, at));
        b = round32(b, (int) INTS.get(bytes, at + 4));
        c = round32(c, (int) INTS.get(bytes, at + 8));
        d = round32(d, (int) INTS.get(bytes, at + 12));
      }
      hash =
          Integer.rotateLeft(a, 1)
              + Integer.rotateLeft(b, 7)
              + Integer.rotateLeft(c, 12)
              + Integer.rotateLeft(d, 18);
    } else {
      hash = seed + P32_5;
    }
    hash += length;
    for (; at <= end - 4; at += 4) {
      hash = Integer.rotateLeft(hash + (int) INTS.get(bytes, at) * P32_3, 17) * P32_4;
    }
    for (; at < end; at++) {
      hash = Integer.rotateLeft(hash + (bytes[at] & 255) * P32_5, 11) * P32_1;
    }
    hash = (hash ^ hash >>> 15) * P32_2;
    hash = (hash ^ hash >>> 13) * P32_3;
    return (hash ^ hash >>> 16) & UNSIGNED;
  }

  private static int round32(final int lane, final int word) {
    return Integer.rotateLeft(lane + word * P32_2, 13) * P32_1;
  }

  /** All 64 bits, as a signed number. */
  public static long xxh64(
      final byte[] bytes, final int offset, final int length, final long seed) {
    final int end = offset + length;
    int at = offset;
    long hash;
    if (length >= 32) {
      long a = seed + P64_1 + P64_2;
      long b = seed + P64_2;
      long c = seed;
      long d = seed - P64_1;
      for (; at <= end - 32; at += 32) {
        a = round64(a, (long) LONGS.get(bytes, at));
        b = round64(b, (long) LONGS.get(bytes, at + 8));
        c = round64(c, (long) LONGS.get(bytes, at + 16));
        d = round64(d, (long) LONGS.get(bytes, at + 24));
      }
      hash =
          Long.rotateLeft(a, 1)
              + Long.rotateLeft(b, 7)
              + Long.rotateLeft(c, 12)
              + Long.rotateLeft(d, 18);
      hash = merge64(hash, a);
      hash = merge64(hash, b);
      hash = merge64(hash, c);
      hash = merge64(hash, d);
    } else {
      hash = seed + P64_5;
    }
    hash += length;
    for (; at <= end - 8; at += 8) {
      hash = Long.rotateLeft(hash ^ round64(0, (long) LONGS.get(bytes, at)), 27) * P64_1 + P64_4;
    }
    if (at <= end - 4) {
      hash =
          Long.rotateLeft(hash ^ ((int) INTS.get(bytes, at) & UNSIGNED) * P64_1, 23) * P64_2
              + P64_3;
      at += 4;
    }
    for (; at < end; at++) {
      hash = Long.rotateLeft(hash ^ (bytes[at] & 255) * P64_5, 11) * P64_1;
    }
    hash = (hash ^ hash >>> 33) * P64_2;
    hash = (hash ^ hash >>> 29) * P64_3;
    return hash ^ hash >>> 32;
  }

  private static long round64(final long lane, final long word) {
    return Long.rotateLeft(lane + word * P64_2, 31) * P64_1;
  }

  private static long merge64(final long hash, final long lane) {
    return (hash ^ round64(0, lane)) * P64_1 + P64_4;
  }
}
