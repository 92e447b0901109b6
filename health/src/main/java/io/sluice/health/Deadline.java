package io.sluice.health;

import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The end of the time that something may take, as far as the loop was there to see it.
 *
 * <p>Confined to the check loop. The time is counted in eight slices. A slice that ends later than
 * it is long means that the loop stood still (a pause of the collector, a suspended machine, a
 * handler that blocked), so an answer may be waiting unread: that slice is counted again. At most
 * eight are, so that a loop that is always late still comes to an end.
 */
public final class Deadline {
  private static final int SLICES = 8;

  private final EventLoop eventLoop;
  private final Runnable onExpired;
  private final long sliceNanos;
  private int slicesLeft = SLICES;
  private int pardonsLeft = SLICES;
  private long dueNanos;
  private Future<?> timer;

  Deadline(final EventLoop eventLoop, final long timeoutNanos, final Runnable onExpired) {
    this.eventLoop = eventLoop;
    this.onExpired = onExpired;
    this.sliceNanos = Math.max(1, timeoutNanos / SLICES);
    arm();
  }

  private void arm() {
    dueNanos = eventLoop.ticker().nanoTime() + sliceNanos;
    timer = eventLoop.schedule(this::onSlice, sliceNanos, TimeUnit.NANOSECONDS);
  }

  private void onSlice() {
    final long lateNanos = eventLoop.ticker().nanoTime() - dueNanos;
    if (lateNanos > sliceNanos && pardonsLeft > 0) {
      pardonsLeft--;
    } else {
      slicesLeft--;
    }
    if (slicesLeft > 0) {
      arm();
    } else {
      onExpired.run();
    }
  }

  /** Calls it off. Without effect when it has expired. */
  public void cancel() {
    timer.cancel(false);
  }
}
