package io.sluice.engine.proxy;

import java.util.concurrent.TimeUnit;

/** How fast a count grows, over the time since it was asked for, a second at least. Any thread. */
final class Rate {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private boolean asked;
  private long sinceNanos;
  private long before;
  private long rate;

  synchronized long perSecond(final long count, final long nowNanos) {
    if (!asked) {
      asked = true;
      sinceNanos = nowNanos;
      before = count;
      return 0;
    }
    final long elapsed = nowNanos - sinceNanos;
    if (elapsed >= SECOND) {
      rate = (count - before) * SECOND / elapsed;
      sinceNanos = nowNanos;
      before = count;
    }
    return Math.max(rate, elapsed < SECOND ? count - before : 0);
  }
}
