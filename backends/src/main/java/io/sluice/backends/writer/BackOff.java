package io.sluice.backends.writer;

import java.util.concurrent.TimeUnit;

/**
 * The pauses between the proposals of one load balancer: none before the first, then a second,
 * doubling to half a minute, so that two that reach different nodes do not swing the writer.
 */
final class BackOff {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private long pauseNanos;
  private long lastNanos;
  private boolean used;

  /** How long the next proposal must wait; 0: not at all. */
  long waitNanos(final long nowNanos) {
    return used ? Math.max(0, pauseNanos - (nowNanos - lastNanos)) : 0;
  }

  void onProposal(final long nowNanos) {
    final boolean calm = !used || nowNanos - lastNanos > 2 * LONGEST_NANOS;
    pauseNanos = calm ? FIRST_NANOS : Math.min(2 * pauseNanos, LONGEST_NANOS);
    lastNanos = nowNanos;
    used = true;
  }
}
