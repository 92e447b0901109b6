package io.sluice.engine.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds where lines end, eight bytes at a time. Stateless. */
final class LineEnds {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long LINE_FEEDS = '\n' * ONES;

  private LineEnds() {}

  /** The index of the first line feed, or {@code to}. */
  static int find(final byte[] bytes, final int from, final int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      // Zero where a line feed is; what is taken off borrows from a byte of zeros at the first
      // only.
      final long word = (long) LONGS.get(bytes, i) ^ LINE_FEEDS;
      final long zeros = (word - ONES) & ~word & HIGHS;
      if (zeros != 0) {
        return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
      }
    }
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}
