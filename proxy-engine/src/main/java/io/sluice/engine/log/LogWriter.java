package io.sluice.engine.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one thread that writes log lines. Lines that find their buffer full are dropped and counted;
 * nobody ever waits.
 *
 * <pre>
 *   loop 0 - SessionLog - LogRing --+
 *   loop 1 - SessionLog - LogRing --+--> thread "sluice-log" --> batch --> OutputStream
 *   any thread - offer - LineQueue -+
 * </pre>
 *
 * <p>Lines of one producer keep their order; lines of different producers have none. An output that
 * fails costs the lines of that write, which count as dropped; one that blocks stops this thread
 * alone. The thread is a daemon and does not keep the process alive.
 */
public final class LogWriter implements AutoCloseable {
  private static final int BATCH_BYTES = 1 << 16;
  private static final long QUEUE_BYTES = 1 << 20;
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final OutputStream out;
  private final Sleeper sleeper = new Sleeper();
  private final LineQueue queue = new LineQueue(QUEUE_BYTES);
  private final AtomicLong unwritten = new AtomicLong();
  private final Thread thread;
  private volatile LogRing[] rings = {};
  private volatile boolean closed;

  /** Confined to the thread, as are the fields below. */
  private final byte[] batch = new byte[BATCH_BYTES];

  private int batchLength;

  /** Whether the last write failed, and may have left the beginning of a line behind. */
  private boolean torn;

  /**
   * Starts the thread.
   *
   * @param out where lines go; it must report its errors, as a {@link java.io.PrintStream} does not
   */
  public LogWriter(final OutputStream out) {
    this.out = out;
    thread = Thread.ofPlatform().name("sluice-log").daemon().unstarted(this::run);
    sleeper.sleeper(thread);
    thread.start();
  }

  /**
   * A log for the session lines of one event loop, used by that loop alone.
   *
   * @param bufferBytes a power of two
   */
  public SessionLog newSessionLog(final int bufferBytes) {
    final LogRing ring = new LogRing(bufferBytes);
    add(ring);
    return new SessionLog(this, ring);
  }

  private synchronized void add(final LogRing ring) {
    final LogRing[] more = Arrays.copyOf(rings, rings.length + 1);
    more[rings.length] = ring;
    rings = more;
  }

  /** Puts a line into a ring of this writer. The ring's producer. */
  void offer(final LogRing ring, final byte[] line, final int length) {
    if (closed) {
      ring.drop();
    } else if (ring.offer(line, length)) {
      sleeper.wake(ring.isFilling());
    }
  }

  /**
   * Puts a finished line, with its line feed, from any thread. Returns false when it was dropped.
   */
  public boolean offer(final byte[] line) {
    if (closed) {
      queue.drop();
      return false;
    }
    final boolean taken = queue.offer(line);
    sleeper.wake(!taken);
    return taken;
  }

  /** Lines that were dropped since the start, over all buffers. */
  public long dropped() {
    long sum = unwritten.get() + queue.dropped();
    for (final LogRing ring : rings) {
      sum += ring.dropped();
    }
    return sum;
  }

  private void run() {
    while (!closed) {
      final int count = pass();
      if (count == 0) {
        sleeper.park(this::hasWork);
      } else if (count < BATCH_BYTES / 2) {
        sleeper.nap(NAP_NANOS);
      }
    }
    while (pass() > 0) {}
  }

  private boolean hasWork() {
    for (final LogRing ring : rings) {
      if (ring.used() > 0) {
        return true;
      }
    }
    return closed || !queue.isEmpty();
  }

  /** Visits every buffer once and writes what it found. Returns how many bytes that was. */
  private int pass() {
    int count = 0;
    for (final LogRing ring : rings) {
      count += visit(ring);
    }
    count += visitQueue();
    writeBatch();
    return count;
  }

  private int visit(final LogRing ring) {
    int count = ring.drain(batch, batchLength);
    if (count == 0 && ring.used() > 0) {
      writeBatch();
      count = ring.drain(batch, 0);
    }
    batchLength += count;
    return count;
  }

  private int visitQueue() {
    int count = 0;
    for (byte[] line; count < BATCH_BYTES && (line = queue.poll()) != null; ) {
      count += line.length;
      if (line.length > BATCH_BYTES - batchLength) {
        writeBatch();
      }
      if (line.length > BATCH_BYTES) {
        write(line, line.length);
      } else {
        System.arraycopy(line, 0, batch, batchLength, line.length);
        batchLength += line.length;
      }
    }
    return count;
  }

  private void writeBatch() {
    final int length = batchLength;
    batchLength = 0;
    if (length > 0) {
      write(batch, length);
    }
  }

  private void write(final byte[] lines, final int length) {
    try {
      if (torn) {
        out.write('\n');
      }
      out.write(lines, 0, length);
      out.flush();
      torn = false;
    } catch (final IOException | RuntimeException e) {
      torn = true;
      unwritten.addAndGet(countLines(lines, length));
    }
  }

  private static int countLines(final byte[] lines, final int length) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      if (lines[i] == '\n') {
        count++;
      }
    }
    return count;
  }

  /** Writes what is buffered, for a second at most, and ends the thread. */
  @Override
  public void close() {
    closed = true;
    sleeper.wake(true);
    final long deadlineNanos = System.nanoTime() + CLOSE_NANOS;
    boolean interrupted = false;
    long leftNanos = CLOSE_NANOS;
    while (leftNanos > 0 && thread.isAlive()) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, leftNanos);
      } catch (final InterruptedException e) {
        interrupted = true;
      }
      leftNanos = deadlineNanos - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
