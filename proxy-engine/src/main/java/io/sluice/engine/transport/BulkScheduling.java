package io.sluice.engine.transport;

import java.util.concurrent.TimeUnit;

/**
 * Lets a worker that moves bulk for several connections interrupt nobody. Woken for each piece of
 * each of them, it would take the core from those who make the bulk and those who use it, and find
 * little; when they have had their time it finds much. Small messages never bring it about.
 * Confined to its worker.
 *
 * <pre>
 *   NORMAL ──a stretch of bulk, fast and of several──► BATCH ──one that is not, or none──► NORMAL
 * </pre>
 *
 * <p>No timer runs before there is reason for one: a near one would make each sleep of a loop with
 * one busy connection dearer.
 *
 * <p>Source: sched(7), SCHED_BATCH.
 */
final class BulkScheduling extends Timer {
  /** How long a stretch is. */
  private static final long STRETCH_BYTES = 16 << 20;

  /** How long a fast one takes at most: 1 Gbit/s. */
  private static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(128);

  /** How many sources have a part in one of several. */
  private static final int SEVERAL = 4;

  private final Worker worker;

  /** Counts the stretches, from 1. */
  private int stretch = 1;

  private long begunNanos = System.nanoTime();
  private long bytes;
  private int sources;
  private boolean batch;

  /** Which stretch it was when the timer was last set. */
  private int timed;

  /** Whether the policy is not ours to change: an operator chose one, or the kernel refuses. */
  private boolean fixed;

  BulkScheduling(final Worker worker) {
    this.worker = worker;
  }

  /**
   * Bytes were taken from a source without being copied.
   *
   * @param before what this returned for that source before; 0: nothing
   * @return the present stretch
   */
  int onMoved(final int moved, final int before) {
    final int now = stretch;
    sources += before == now ? 0 : 1;
    bytes += moved;
    if (bytes >= STRETCH_BYTES) {
      endStretch(System.nanoTime());
    }
    return now;
  }

  private void endStretch(final long nowNanos) {
    change(sources >= SEVERAL && nowNanos - begunNanos <= FAST_NANOS, nowNanos);
    begunNanos = nowNanos;
    bytes = 0;
    sources = 0;
    stretch++;
  }

  @Override
  protected void onExpired(final long nowNanos) {
    if (timed == stretch) {
      change(false, nowNanos);
    } else {
      await(nowNanos);
    }
  }

  private void change(final boolean toBatch, final long nowNanos) {
    if (toBatch == batch || fixed || !Scheduling.isBound()) {
      return;
    }
    fixed =
        !Scheduling.change(
            batch ? Scheduling.BATCH : Scheduling.NORMAL,
            toBatch ? Scheduling.BATCH : Scheduling.NORMAL);
    batch = toBatch && !fixed;
    if (batch) {
      await(nowNanos);
    } else {
      worker.cancel(this);
    }
  }

  /** Sees to it that the end of the present stretch is not waited for in vain. */
  private void await(final long nowNanos) {
    timed = stretch;
    worker.schedule(this, nowNanos + FAST_NANOS);
  }

  /** Ends with its worker. */
  void close() {
    worker.cancel(this);
  }
}
