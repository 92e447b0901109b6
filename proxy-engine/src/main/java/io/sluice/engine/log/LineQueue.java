package io.sluice.engine.log;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bounded queue of finished lines from any thread to one. Nobody waits: a line that finds no room
 * is dropped and counted.
 */
final class LineQueue {
  /** What a line costs beside its bytes: the array's header and the queue's node. */
  private static final int OVERHEAD_BYTES = 64;

  private final long capacityBytes;
  private final ConcurrentLinkedQueue<byte[]> lines = new ConcurrentLinkedQueue<>();
  private final AtomicLong usedBytes = new AtomicLong();
  private final LongAdder dropped = new LongAdder();

  /**
   * @param capacityBytes the memory that waiting lines may take
   */
  LineQueue(final long capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  /** Puts a line. Returns false when there was no room, and the line is dropped and counted. */
  boolean offer(final byte[] line) {
    final long cost = (long) line.length + OVERHEAD_BYTES;
    if (usedBytes.addAndGet(cost) > capacityBytes) {
      usedBytes.addAndGet(-cost);
      drop();
      return false;
    }
    lines.add(line);
    return true;
  }

  /** Counts a line that is not even tried. */
  void drop() {
    dropped.increment();
  }

  /** The next line, or null. The consumer's thread. */
  byte[] poll() {
    final byte[] line = lines.poll();
    if (line != null) {
      usedBytes.addAndGet(-(line.length + OVERHEAD_BYTES));
    }
    return line;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Lines that found no room since the start. */
  long dropped() {
    return dropped.sum();
  }
}
