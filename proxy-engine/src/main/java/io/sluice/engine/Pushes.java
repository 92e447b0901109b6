package io.sluice.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds how often somebody outside makes Sluice look at a cluster. The first of several calls acts
 * at once; those that follow within {@link #GAP_NANOS} become one, which acts when that time is
 * over, so that whoever calls last is not forgotten. May be called from anywhere.
 */
final class Pushes {
  private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);
  static final long GAP_NANOS = Duration.ofMillis(100).toNanos();

  /** Groups that were renamed by reloads are forgotten above this. */
  private static final int MOST_GROUPS = 1_000;

  private final ControlLoop control;
  private final Map<String, Long> nextNanos = new HashMap<>();

  Pushes(final ControlLoop control) {
    this.control = control;
  }

  /**
   * Runs a task for a group, now or soon.
   *
   * @param group one that is known
   */
  void take(final String group, final Runnable task) {
    final long waitNanos = waitNanos(group, System.nanoTime());
    if (waitNanos == 0) {
      task.run();
    } else if (waitNanos > 0) {
      later(waitNanos, task);
    }
  }

  /** Returns how long a call waits; less than 0: another one waits already, and does for both. */
  private synchronized long waitNanos(final String group, final long nowNanos) {
    if (nextNanos.size() >= MOST_GROUPS && !nextNanos.containsKey(group)) {
      nextNanos.clear();
    }
    final long next = nextNanos.getOrDefault(group, nowNanos);
    final long wait = next - nowNanos;
    if (wait > GAP_NANOS) {
      return -1;
    }
    nextNanos.put(group, Math.max(0, wait) + nowNanos + GAP_NANOS);
    return Math.max(0, wait);
  }

  private void later(final long waitNanos, final Runnable task) {
    try {
      control.after(Duration.ofNanos(waitNanos), task);
    } catch (final RejectedExecutionException ended) {
      LOG.debug("Sluice is stopping, and a notification came late");
    }
  }
}
