package io.sluice.engine.proxy;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections there may be, of a frontend or of the process. Exact over all workers.
 *
 * <p>Who finds it full leaves a {@link Runnable} and tries once more; each place that becomes free
 * calls one of them. One that was called in vain gives its place back, which calls the next: no
 * wake-up is lost.
 *
 * <p>Source: HAProxy {@code maxconn}.
 */
public final class ConnectionLimit {
  private final AtomicInteger taken = new AtomicInteger();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private volatile int max;
  private volatile Runnable whenEmpty;

  /**
   * @param max 1 or more; 0: no limit, only counted
   */
  public ConnectionLimit(final int max) {
    this.max = max;
  }

  public int max() {
    return max;
  }

  /** Changes the limit. Connections above a smaller one stay. */
  public void setMax(final int changed) {
    max = changed;
    wakeAll();
  }

  /** Connections now. */
  public int taken() {
    return taken.get();
  }

  /**
   * Takes a place.
   *
   * @param whenFree called, from any thread, when it was full and a place is free; tries again
   * @return false: full, and {@code whenFree} will be called
   */
  public boolean tryTake(final Runnable whenFree) {
    if (tryTake()) {
      return true;
    }
    waiting.add(whenFree);
    // A place that was given back between the two lines above saw nobody waiting.
    return tryTake();
  }

  private boolean tryTake() {
    while (true) {
      final int now = taken.get();
      final int limit = max;
      if (limit > 0 && now >= limit) {
        return false;
      }
      if (taken.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Gives a place back. */
  public void release() {
    final int left = taken.decrementAndGet();
    wakeNext();
    if (left == 0 && whenEmpty != null) {
      whenEmpty.run();
    }
  }

  /** Calls one who waits for a place; whoever was called and does not want it passes it on so. */
  public void wakeNext() {
    final Runnable next = waiting.poll();
    if (next != null) {
      next.run();
    }
  }

  /**
   * Calls a task each time the last connection is gone, from any thread; at once when there is none
   * now.
   */
  public void whenEmpty(final Runnable task) {
    whenEmpty = task;
    if (taken.get() == 0) {
      task.run();
    }
  }

  private void wakeAll() {
    // No more than wait now: those who find it full wait again.
    for (int left = waiting.size(); left > 0; left--) {
      wakeNext();
    }
  }
}
