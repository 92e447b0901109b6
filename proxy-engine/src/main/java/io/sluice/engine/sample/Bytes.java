package io.sluice.engine.sample;

import java.nio.charset.StandardCharsets;

/** Comparisons of bytes and texts of the configuration as bytes. Stateless. */
public final class Bytes {
  private Bytes() {}

  /** A text of the configuration as it stood in the file. */
  public static byte[] of(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One character for each byte. */
  public static byte[] latin(final String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A letter in lower case; other bytes as they are. */
  public static int lower(final int b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
  }

  /** A letter in upper case; other bytes as they are. */
  public static int upper(final int b) {
    return b >= 'a' && b <= 'z' ? b & ~0x20 : b;
  }

  /** Whether {@code length} bytes are the same. */
  public static boolean same(
      final byte[] a, final int aAt, final byte[] b, final int bAt, final int length) {
    return java.util.Arrays.equals(a, aAt, aAt + length, b, bAt, bAt + length);
  }

  /** The same, letters in either case. */
  public static boolean sameIgnoringCase(
      final byte[] a, final int aAt, final byte[] b, final int bAt, final int length) {
    for (int i = 0; i < length; i++) {
      if (a[aAt + i] != b[bAt + i] && lower(a[aAt + i]) != lower(b[bAt + i])) {
        return false;
      }
    }
    return true;
  }

  /** Where a byte is, from {@code from}, before {@code to}; -1: nowhere. */
  public static int indexOf(final byte[] bytes, final int from, final int to, final int b) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == b) {
        return i;
      }
    }
    return -1;
  }
}
