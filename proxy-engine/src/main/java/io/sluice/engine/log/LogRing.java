package io.sluice.engine.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A ring of bytes that carries whole lines from one thread to one other.
 *
 * <p>The producer's thread calls {@link #offer}, the consumer's {@link #drain}; {@link #dropped}
 * and {@link #used} may be read by anyone. A line may lie across the end of the array. The producer
 * publishes its position at line ends only, so that what the consumer finds between the two
 * positions is always whole lines, and the lines need no length before them.
 */
final class LogRing {
  /** The longest line taken, bytes; a longer one is dropped. */
  static final int MAX_LINE_BYTES = 1 << 14;

  private static final VarHandle HEAD;
  private static final VarHandle TAIL;
  private static final VarHandle DROPPED;

  static {
    try {
      final MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(LogRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(LogRing.class, "tail", long.class);
      DROPPED = lookup.findVarHandle(LogRing.class, "dropped", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final byte[] bytes;
  private final int mask;

  /** Bytes ever written; moved by the producer. */
  private long tail;

  /** Bytes ever taken; moved by the consumer. */
  private long head;

  /** The consumer's position as the producer last saw it. */
  private long seenHead;

  private long dropped;

  /**
   * @param capacityBytes a power of two
   */
  LogRing(final int capacityBytes) {
    if (Integer.bitCount(capacityBytes) != 1 || capacityBytes < 0) {
      throw new IllegalArgumentException("not a power of two: " + capacityBytes);
    }
    bytes = new byte[capacityBytes];
    mask = capacityBytes - 1;
  }

  /**
   * Puts a line, with its line feed. Producer's thread.
   *
   * @return false when there was no room, and the line is dropped and counted
   */
  boolean offer(final byte[] line, final int length) {
    final long position = tail;
    if (length > MAX_LINE_BYTES || !hasRoom(position, length)) {
      drop();
      return false;
    }
    final int index = (int) position & mask;
    final int untilEnd = Math.min(length, bytes.length - index);
    System.arraycopy(line, 0, bytes, index, untilEnd);
    System.arraycopy(line, untilEnd, bytes, 0, length - untilEnd);
    TAIL.setRelease(this, position + length);
    return true;
  }

  private boolean hasRoom(final long position, final int length) {
    if (length <= bytes.length - (position - seenHead)) {
      return true;
    }
    seenHead = (long) HEAD.getAcquire(this);
    return length <= bytes.length - (position - seenHead);
  }

  /** Counts a line that is not even tried. Producer's thread. */
  void drop() {
    DROPPED.setOpaque(this, dropped + 1);
  }

  /**
   * Takes as many whole lines as there are and as fit. Consumer's thread.
   *
   * @param to at least {@link #MAX_LINE_BYTES} long, so that any line fits when it is empty
   * @param offset where in {@code to} the lines go
   * @return bytes taken; 0 when the ring is empty or the next line does not fit
   */
  int drain(final byte[] to, final int offset) {
    final long position = head;
    final long waiting = (long) TAIL.getAcquire(this) - position;
    final int count = wholeLines(position, waiting, to.length - offset);
    final int index = (int) position & mask;
    final int untilEnd = Math.min(count, bytes.length - index);
    System.arraycopy(bytes, index, to, offset, untilEnd);
    System.arraycopy(bytes, 0, to, offset + untilEnd, count - untilEnd);
    HEAD.setRelease(this, position + count);
    return count;
  }

  private int wholeLines(final long position, final long waiting, final int room) {
    if (waiting <= room) {
      return (int) waiting;
    }
    int count = room;
    while (count > 0 && bytes[(int) (position + count - 1) & mask] != '\n') {
      count--;
    }
    return count;
  }

  /** Bytes that wait now; a moment old for all but the two threads. */
  int used() {
    final long taken = (long) HEAD.getAcquire(this);
    return (int) ((long) TAIL.getAcquire(this) - taken);
  }

  /** Whether so much waits that the consumer should come. Producer's thread. */
  boolean isFilling() {
    if (tail - seenHead <= bytes.length / 2) {
      return false;
    }
    seenHead = (long) HEAD.getAcquire(this);
    return tail - seenHead > bytes.length / 2;
  }

  /** Lines that found no room since the start. */
  long dropped() {
    return (long) DROPPED.getOpaque(this);
  }
}
