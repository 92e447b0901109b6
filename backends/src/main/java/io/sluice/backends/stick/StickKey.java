package io.sluice.backends.stick;

import io.sluice.config.http.SampleType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A key of one kind of tables, to be filled again and again. Confined to one thread; allocates
 * nothing once it is made. Made by {@link StickTable#newKey()}.
 *
 * <p>Each way to fill it says whether what is given can be a key here: an IPv4 address becomes the
 * mapped one ({@code ::ffff:192.0.2.1}) in a table of IPv6, and only a mapped one comes back from
 * there; numbers are cut to 32 bits, text and bytes to what the table keeps, text before its first
 * zero, and short bytes are filled up with zeros.
 *
 * <p>Source: HAProxy {@code stick-table type}.
 */
public final class StickKey {
  private static final VarHandle BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long MAPPED = 0xffff_0000_0000L;

  final long[] words;

  /** Bytes of it. */
  int length;

  private final SampleType type;
  private final int maxBytes;

  StickKey(final StickLayout layout) {
    this.type = layout.type;
    this.maxBytes = layout.keyBytes;
    this.words = new long[layout.keyWords];
  }

  /** What the keys are: IPV4, IPV6, SINT, STR or BIN. */
  public SampleType type() {
    return type;
  }

  /**
   * An IPv4 address.
   *
   * @param address as its four bytes, the first in the highest
   */
  public boolean ipv4(final int address) {
    final long unsigned = address & 0xffff_ffffL;
    return switch (type) {
      case IPV4 -> one(unsigned, 4);
      case IPV6 -> two(0, MAPPED | unsigned);
      case SINT, STR, BIN, BOOL, ADDR, METH, ANY -> false;
    };
  }

  /** An IPv6 address, its bytes from the highest on. */
  public boolean ipv6(final long high, final long low) {
    return switch (type) {
      case IPV4 -> high == 0 && low >>> 32 == 0xffff && one(low & 0xffff_ffffL, 4);
      case IPV6 -> two(high, low);
      case SINT, STR, BIN, BOOL, ADDR, METH, ANY -> false;
    };
  }

  /** A number, of which the lower 32 bits count. */
  public boolean integer(final long value) {
    return type == SampleType.SINT && one(value & 0xffff_ffffL, 4);
  }

  /** An address by its 4 or 16 bytes, or text or bytes. */
  public boolean bytes(final byte[] from, final int offset, final int count) {
    return switch (type) {
      case STR -> text(from, offset, Math.min(untilZero(from, offset, count), maxBytes));
      case BIN -> text(from, offset, Math.min(count, maxBytes));
      case IPV4, IPV6 -> address(from, offset, count);
      case SINT, BOOL, ADDR, METH, ANY -> false;
    };
  }

  /** The same as another key, of this table or one of the same type and length. */
  public void set(final StickKey other) {
    System.arraycopy(other.words, 0, words, 0, words.length);
    length = other.length;
  }

  /**
   * The key of an entry of some table; addresses of either family, numbers, or text and bytes.
   *
   * @return false: it cannot be a key here
   */
  boolean take(final SampleType kind, final long[] from, final int at, final int count) {
    return switch (kind) {
      case IPV4 -> ipv4((int) from[at]);
      case IPV6 -> ipv6(from[at], from[at + 1]);
      case SINT -> integer(from[at]);
      case STR, BIN -> type == kind && text(from, at, Math.min(count, maxBytes));
      case BOOL, ADDR, METH, ANY -> false;
    };
  }

  /** A key as people write it; false: it says none that this table could have. Allocates. */
  public boolean parse(final String text) {
    return KeyText.fill(this, text);
  }

  /** As people read it. Allocates. */
  @Override
  public String toString() {
    return KeyText.of(type, StickLayout.key(type, words, 0, length));
  }

  private boolean address(final byte[] from, final int offset, final int count) {
    return switch (count) {
      case 4 -> ipv4((int) (word(from, offset, 4) >>> 32));
      case 16 -> ipv6((long) BYTES.get(from, offset), (long) BYTES.get(from, offset + 8));
      default -> false;
    };
  }

  /** Text ends before its first zero. */
  private static int untilZero(final byte[] from, final int offset, final int count) {
    int end = 0;
    while (end < count && from[offset + end] != 0) {
      end++;
    }
    return end;
  }

  private boolean text(final byte[] from, final int offset, final int count) {
    length = type == SampleType.BIN ? maxBytes : count;
    for (int i = 0; i < words.length; i++) {
      final int left = count - 8 * i;
      words[i] =
          left >= 8 ? (long) BYTES.get(from, offset + 8 * i) : word(from, offset + 8 * i, left);
    }
    return true;
  }

  /** Words that are filled up with zeros behind the last byte. */
  private boolean text(final long[] from, final int at, final int count) {
    length = type == SampleType.BIN ? maxBytes : count;
    for (int i = 0; i < words.length; i++) {
      final int left = count - 8 * i;
      final long word = left > 0 ? from[at + i] : 0;
      words[i] = left >= 8 || left <= 0 ? word : word & -1L << (64 - 8 * left);
    }
    return true;
  }

  private static long word(final byte[] from, final int offset, final int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      word |= (from[offset + i] & 0xffL) << (56 - 8 * i);
    }
    return word;
  }

  private boolean one(final long word, final int bytes) {
    words[0] = word;
    length = bytes;
    return true;
  }

  private boolean two(final long high, final long low) {
    words[0] = high;
    words[1] = low;
    length = 16;
    return true;
  }

  /** Even over all bits; another for each seed. */
  long hash(final long seed) {
    long hash = seed + length;
    for (final long word : words) {
      hash = mix(hash ^ word);
    }
    return hash;
  }

  private static long mix(final long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
