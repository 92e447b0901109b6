package io.sluice.engine.transport;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The pipes of one worker. Bytes have one only as long as they are in it, so a few are enough for
 * all connections whose peers take what they are given. One that nobody needed for a while is
 * closed. Confined to its worker.
 *
 * <p>Source: HAProxy configuration manual, {@code maxpipes} and {@code tune.pipesize}.
 */
public final class Pipes extends Timer {
  /** Below this a copy through the read buffer moves as much. */
  private static final int LEAST_BYTES = Worker.READ_BYTES;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Worker worker;
  private final ArrayDeque<Pipe> idle = new ArrayDeque<>();
  private int most;
  private int pipeBytes = LEAST_BYTES;

  /** Where its calls leave their errno; null: none was made yet. */
  private MemorySegment state;

  private int open;

  /** How many were idle all the time since the last look. */
  private int unused;

  Pipes(final Worker worker) {
    this.worker = worker;
  }

  /**
   * How many there may be from now on, and how large new ones are.
   *
   * @param mostPipes of this worker; 0: none
   * @param bytes what each is to hold
   */
  public void limit(final int mostPipes, final int bytes) {
    most = mostPipes;
    pipeBytes = bytes;
    closeIdle(0);
  }

  /** How many there are. */
  int open() {
    return open;
  }

  /**
   * Takes an empty one.
   *
   * @return null: there is none, now or ever
   */
  Pipe take() {
    final Pipe pooled = idle.poll();
    if (pooled != null) {
      unused = Math.min(unused, idle.size());
      return pooled;
    }
    if (open >= most) {
      return null;
    }
    if (!Splice.isReady()) {
      final Thread _ = Splice.load();
      return null;
    }
    return make();
  }

  private Pipe make() {
    if (state == null) {
      state = Splice.newState();
    }
    final Pipe made = Pipe.open(state, pipeBytes);
    if (made == null) {
      return null;
    }
    if (open == 0) {
      worker.schedule(this, System.nanoTime() + IDLE_NANOS);
    }
    open++;
    if (made.capacity() < LEAST_BYTES) {
      close(made);
      return null;
    }
    return made;
  }

  /** Takes one back. What is in it is lost, and then it is not used again. */
  void giveBack(final Pipe pipe) {
    if (pipe.size() == 0 && open <= most) {
      idle.push(pipe);
    } else {
      close(pipe);
    }
  }

  @Override
  protected void onExpired(final long nowNanos) {
    closeIdle(idle.size() - unused);
    unused = idle.size();
    if (open > 0) {
      worker.schedule(this, nowNanos + IDLE_NANOS);
    }
  }

  private void closeIdle(final int kept) {
    while (idle.size() > kept) {
      close(idle.poll());
    }
  }

  private void close(final Pipe pipe) {
    open--;
    pipe.close();
  }

  /** Closes those that nobody has. */
  void close() {
    worker.cancel(this);
    closeIdle(0);
  }
}
