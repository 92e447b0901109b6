package io.sluice.engine.http1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A field name that is looked for or written, prepared once. Immutable.
 *
 * <p>Names are compared in any case and written as they were given.
 */
public final class FieldName {
  private static final long FIRST_MIX = 0x9E3779B97F4A7C15L;
  private static final long SECOND_MIX = 0xC2B2AE3D27D4EB4FL;

  private final byte[] written;
  private final byte[] lower;

  /** The same, eight bytes at a time. */
  private final long[] lowerWords;

  /** The lower case bit of each letter, nothing for other bytes. */
  private final long[] caseBits;

  private final int length;
  private final long key;
  private final int id;

  /** Whether comparing folded words would take another name for it. */
  private final boolean unfoldable;

  FieldName(final String name, final int id) {
    final byte[] ascii = Octets.of(name);
    length = ascii.length;
    written = Arrays.copyOf(ascii, length + Octets.SLACK);
    lower = written.clone();
    final byte[] bits = new byte[length + Octets.SLACK];
    for (int i = 0; i < length; i++) {
      lower[i] = Octets.lower(lower[i]);
      bits[i] = (byte) (lower[i] >= 'a' && lower[i] <= 'z' ? 0x20 : 0);
    }
    lowerWords = words(lower);
    caseBits = words(bits);
    key = key(written, 0, length);
    unfoldable = name.indexOf('^') >= 0 || name.indexOf('~') >= 0;
    this.id = id;
  }

  private long[] words(final byte[] padded) {
    final long[] words = new long[length / Long.BYTES + 1];
    for (int i = 0; i < words.length; i++) {
      words[i] = Octets.word(padded, i * Long.BYTES);
    }
    return words;
  }

  /**
   * Prepares a name. Allocates: to be called when a configuration is read.
   *
   * @throws IllegalArgumentException it is not a token (RFC 9110 section 5.1)
   */
  public static FieldName of(final String name) {
    if (!isToken(name)) {
      throw new IllegalArgumentException("'" + name + "' is not a field name");
    }
    final byte[] bytes = Arrays.copyOf(Octets.of(name), name.length() + Octets.SLACK);
    return new FieldName(name, Names.idOf(bytes, 0, name.length(), key(bytes, 0, name.length())));
  }

  /** Whether a string can be a field name. */
  public static boolean isToken(final String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c < 128 && Octets.isToken((byte) c));
  }

  /** Its bytes as they are written. Not to be changed; behind {@link #length} they mean nothing. */
  public byte[] bytes() {
    return written;
  }

  /** How many bytes it has. */
  public int length() {
    return length;
  }

  /** Its number among the {@link Names}; 0: it is none of them. */
  int id() {
    return id;
  }

  long key() {
    return key;
  }

  /** A number that equal names share, and hardly any others. */
  static long key(final byte[] bytes, final int start, final int length) {
    final long first;
    final long last;
    if (length >= Long.BYTES) {
      first = Octets.folded(bytes, start);
      last = Octets.folded(bytes, start + length - Long.BYTES);
    } else {
      first = Octets.folded(bytes, start) & ((1L << (length * Byte.SIZE)) - 1);
      last = 0;
    }
    final long mixed = (first ^ Long.rotateLeft(last * FIRST_MIX, 29)) * SECOND_MIX;
    return mixed ^ length;
  }

  /** Whether a token is this name. */
  boolean is(final byte[] bytes, final int start, final int end) {
    return end - start == length
        && (unfoldable
            ? Octets.sameIgnoringCase(bytes, start, end, lower, 0, length)
            : sameFolded(bytes, start));
  }

  /**
   * Whether what is there is this name with a colon behind it. Nothing is assumed of the bytes.
   *
   * @param to behind the last byte that came; as many as {@link Octets#SLACK} behind it are
   *     readable
   * @return where the colon is; -1: it is not this name, or not all of it came
   */
  int endOf(final byte[] bytes, final int start, final int to) {
    final int colon = start + length;
    if (colon >= to || bytes[colon] != ':') {
      return -1;
    }
    final int whole = length / Long.BYTES;
    for (int i = 0; i < whole; i++) {
      if (differences(bytes, start, i) != 0) {
        return -1;
      }
    }
    return (differences(bytes, start, whole) & restMask()) == 0 ? colon : -1;
  }

  private long differences(final byte[] bytes, final int start, final int i) {
    return (Octets.word(bytes, start + i * Long.BYTES) | caseBits[i]) ^ lowerWords[i];
  }

  /** Of the last word, the bytes that are the name's. */
  private long restMask() {
    return (1L << (length % Long.BYTES * Byte.SIZE)) - 1;
  }

  /** Whether a token differs from it, and in bytes alone that stand for its dashes. */
  boolean looksLike(final byte[] bytes, final int start, final int end) {
    if (end - start != length) {
      return false;
    }
    boolean differs = false;
    for (int i = 0; i < length; i++) {
      final byte b = Octets.lower(bytes[start + i]);
      if (b != lower[i]) {
        if (lower[i] != '-' || (Octets.classes(b) & Octets.ODD) == 0) {
          return false;
        }
        differs = true;
      }
    }
    return differs;
  }

  private boolean sameFolded(final byte[] bytes, final int start) {
    final int whole = length / Long.BYTES;
    for (int i = 0; i < whole; i++) {
      if (foldedDifferences(bytes, start, i) != 0) {
        return false;
      }
    }
    return (foldedDifferences(bytes, start, whole) & restMask()) == 0;
  }

  private long foldedDifferences(final byte[] bytes, final int start, final int i) {
    return Octets.folded(bytes, start + i * Long.BYTES) ^ Octets.folded(lowerWords[i]);
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof final FieldName name && name.is(lower, 0, length);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(key);
  }

  @Override
  public String toString() {
    return new String(written, 0, length, StandardCharsets.ISO_8859_1);
  }
}
