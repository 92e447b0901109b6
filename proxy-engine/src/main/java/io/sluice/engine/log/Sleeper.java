package io.sluice.engine.log;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How the writer's thread sleeps, and how producers wake it.
 *
 * <p>While there is little to do it is parked, and the first line wakes it. After work it only
 * naps: what comes meanwhile waits for the nap's end and goes out in one write, and producers spare
 * themselves the system call of a wake-up, unless a buffer fills.
 *
 * <pre>
 *   AWAKE -- nap() --> NAPPING -- time, or wake(urgent) --> AWAKE
 *   AWAKE -- park() -> PARKED --- time, or wake(any) ------> AWAKE
 * </pre>
 */
final class Sleeper {
  private static final int AWAKE = 0;
  private static final int NAPPING = 1;
  private static final int PARKED = 2;

  private final AtomicInteger state = new AtomicInteger(AWAKE);

  /** Set before the first producer runs. */
  private volatile Thread thread;

  /** Names the thread that sleeps. */
  void sleeper(final Thread sleeping) {
    thread = sleeping;
  }

  /** Sleeps for a while, and lets producers sleep on. The sleeper's thread. */
  void nap(final long nanos) {
    state.set(NAPPING);
    LockSupport.parkNanos(this, nanos);
    state.set(AWAKE);
  }

  /**
   * Sleeps until a producer wakes it; may return early. The sleeper's thread.
   *
   * @param work looked at once more after producers can see that it sleeps
   */
  void park(final BooleanSupplier work) {
    park(work, 0);
  }

  /**
   * The same, for a while.
   *
   * @param nanos how long at most; 0: without an end
   */
  void park(final BooleanSupplier work, final long nanos) {
    state.set(PARKED);
    VarHandle.fullFence();
    if (!work.getAsBoolean()) {
      if (nanos == 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
    state.set(AWAKE);
  }

  /**
   * Tells of work that was published just before. Any thread.
   *
   * @param urgent whether to cut a nap short, too
   */
  void wake(final boolean urgent) {
    VarHandle.fullFence();
    final int now = state.get();
    final boolean asleep = now == PARKED || (urgent && now == NAPPING);
    if (asleep && state.compareAndSet(now, AWAKE)) {
      LockSupport.unpark(thread);
    }
  }
}
