package io.sluice.engine.log;

import io.sluice.config.LogConfig;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that writes log lines. Lines that find their buffer full are dropped and counted;
 * nobody ever waits.
 *
 * <pre>
 *   loop 0 - SessionLog - LogRing --+                 +--> standard output
 *   loop 1 - SessionLog - LogRing --+--> "sluice-log" +--> syslog: UDP, TCP, unix datagrams
 *   any thread - offer - LineQueue -+
 * </pre>
 *
 * <p>Lines of one producer keep their order; lines of different producers have none. A target that
 * fails costs its own lines, which count as dropped. While standard output is the only one, its
 * blocking stops this thread alone; beside others it has a thread of its own. Both are daemons and
 * do not keep the process alive.
 */
public final class LogWriter implements AutoCloseable {
  private static final long QUEUE_BYTES = 1 << 20;
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Sleeper sleeper = new Sleeper();
  private final LineQueue queue = new LineQueue(QUEUE_BYTES);
  private final LineQueue messages = new LineQueue(QUEUE_BYTES);
  private final AtomicReference<LogConfig> next = new AtomicReference<>();
  private final AtomicLong retired = new AtomicLong();
  private final Thread thread;
  private volatile LogRing[] rings = {};
  private volatile boolean closed;

  /** Changed by the thread, as is the one below; whoever counts what was dropped reads both. */
  private volatile StreamTransport standardOutput;

  private volatile LogOutputs outputs;

  /** Confined to the thread. */
  private final byte[] lines = new byte[StreamOutput.BATCH_BYTES];

  /**
   * Starts the thread.
   *
   * @param out standard output; it must report its errors, as a {@link java.io.PrintStream} does
   *     not
   */
  public LogWriter(final OutputStream out) {
    standardOutput = new StreamOutput(out);
    outputs = new LogOutputs(new LogConfig(LogConfig.Level.INFO, 0), standardOutput);
    thread = Thread.ofPlatform().name("sluice-log").daemon().unstarted(this::run);
    sleeper.sleeper(thread);
    thread.start();
  }

  /** Sends lines where a configuration says, from some moment soon. Any thread. */
  public void configure(final LogConfig config) {
    next.set(config);
    sleeper.wake(true);
  }

  /** Whether {@link #offerMessage} has a use. Any thread. */
  boolean takesMessages() {
    return outputs.takeMessages();
  }

  /**
   * Puts a message for the targets beside standard output, from any thread.
   *
   * @param text without a line feed
   */
  void offerMessage(final byte[] text, final int level) {
    final byte[] marked = Arrays.copyOf(text, text.length + 1);
    marked[text.length] = SyslogLevel.mark(level);
    if (closed) {
      messages.drop();
    } else {
      sleeper.wake(!messages.offer(marked));
    }
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
    final LogOutputs now = outputs;
    long sum = retired.get() + queue.dropped() + messages.dropped();
    sum += standardOutput.dropped() + now.dropped();
    for (final LogRing ring : rings) {
      sum += ring.dropped();
    }
    return sum;
  }

  private void run() {
    while (!closed) {
      final int count = pass();
      if (count == 0) {
        sleeper.park(this::hasWork, outputs.waitNanos());
      } else if (count < StreamOutput.BATCH_BYTES / 2) {
        sleeper.nap(NAP_NANOS);
      }
    }
    while (pass() > 0) {}
    finish();
  }

  private boolean hasWork() {
    for (final LogRing ring : rings) {
      if (ring.used() > 0) {
        return true;
      }
    }
    return closed || next.get() != null || !queue.isEmpty() || !messages.isEmpty();
  }

  /** Visits every buffer once and writes what it found. Returns how many bytes that was. */
  private int pass() {
    final LogConfig config = next.getAndSet(null);
    if (config != null) {
      use(config);
    }
    final Instant now = Instant.now();
    int count = 0;
    for (final LogRing ring : rings) {
      count += visit(ring, now);
    }
    count += visitQueue();
    count += visitMessages(now);
    standardOutput.flush();
    outputs.flush();
    return count;
  }

  private void use(final LogConfig config) {
    final LogOutputs before = outputs;
    if (before.isFor(config)) {
      return;
    }
    if (standardOutput instanceof final StreamOutput stream
        && !LogOutputs.isStandardOutputAlone(config)) {
      // It may block, and must not keep lines from the others then.
      standardOutput = new DetachedOutput(stream, QUEUE_BYTES);
    }
    outputs = new LogOutputs(config, standardOutput);
    before.close();
    retired.addAndGet(before.dropped());
  }

  private int visit(final LogRing ring, final Instant now) {
    final int count = ring.drain(lines, 0);
    for (int start = 0; start < count; ) {
      final int end = LineEnds.find(lines, start, count);
      putLine(start, end - 1, SyslogLevel.of(lines[end - 1]), now);
      start = end + 1;
    }
    return count;
  }

  /** The byte at the end is the level's, which is not printed. */
  private void putLine(final int start, final int end, final int level, final Instant now) {
    if (outputs.isEmpty()) {
      lines[end] = '\n';
      standardOutput.put(lines, start, end + 1 - start);
    } else {
      outputs.putLine(lines, start, end - start, level, now);
    }
  }

  private int visitQueue() {
    int count = 0;
    for (byte[] line; count < StreamOutput.BATCH_BYTES && (line = queue.poll()) != null; ) {
      count += line.length;
      standardOutput.put(line, 0, line.length);
    }
    return count;
  }

  private int visitMessages(final Instant now) {
    int count = 0;
    for (byte[] line; count < StreamOutput.BATCH_BYTES && (line = messages.poll()) != null; ) {
      count += line.length;
      outputs.putMessage(line, 0, line.length - 1, SyslogLevel.of(line[line.length - 1]), now);
    }
    return count;
  }

  /** Gives those that wait for something a moment, and closes all. */
  private void finish() {
    final long endNanos = System.nanoTime() + CLOSE_NANOS / 2;
    long wait = outputs.waitNanos();
    while (wait > 0 && System.nanoTime() + wait - endNanos < 0) {
      LockSupport.parkNanos(wait);
      outputs.flush();
      wait = outputs.waitNanos();
    }
    outputs.close();
    standardOutput.close();
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
