package io.sluice.engine.log;

import java.util.concurrent.TimeUnit;

/**
 * A stream with a thread of its own, so that one that blocks does not keep lines from other
 * targets. Lines wait in a queue; those that find it full are dropped and counted. {@link #send},
 * {@link #put} and {@link #close} belong to the writer's thread; the own one is a daemon.
 */
final class DetachedOutput implements StreamTransport {
  private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final StreamOutput stream;
  private final LineQueue queue;
  private final Sleeper sleeper = new Sleeper();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param stream used by the thread alone from now on
   * @param queueBytes the memory that waiting lines may take
   */
  DetachedOutput(final StreamOutput stream, final long queueBytes) {
    this.stream = stream;
    queue = new LineQueue(queueBytes);
    thread = Thread.ofPlatform().name("sluice-log-stream").daemon().unstarted(this::run);
    sleeper.sleeper(thread);
    thread.start();
  }

  @Override
  public void send(final byte[] line, final int length) {
    line[length] = '\n';
    put(line, 0, length + 1);
  }

  @Override
  public void put(final byte[] line, final int offset, final int length) {
    final byte[] copy = new byte[length];
    System.arraycopy(line, offset, copy, 0, length);
    sleeper.wake(!queue.offer(copy));
  }

  @Override
  public void flush() {}

  private void run() {
    while (!closed) {
      if (pass()) {
        sleeper.nap(NAP_NANOS);
      } else {
        sleeper.park(() -> closed || !queue.isEmpty());
      }
    }
    pass();
  }

  /** Returns whether there was anything. */
  private boolean pass() {
    boolean any = false;
    for (byte[] line = queue.poll(); line != null; line = queue.poll()) {
      stream.put(line, 0, line.length);
      any = true;
    }
    stream.flush();
    return any;
  }

  @Override
  public long dropped() {
    return queue.dropped() + stream.dropped();
  }

  @Override
  public void close() {
    closed = true;
    sleeper.wake(true);
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, CLOSE_NANOS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
