package io.sluice.backends;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How far a server that came back has got on its way to full weight and maxconn. Confined to the
 * control loop.
 *
 * <p>Source: HAProxy {@code slowstart}.
 */
final class SlowStart {
  private boolean active;
  private long sinceNanos;

  void begin(final long nowNanos) {
    active = true;
    sinceNanos = nowNanos;
  }

  void end() {
    active = false;
  }

  boolean active() {
    return active;
  }

  /** The share of full strength at this moment, 0 to 1; at 1 it has ended. */
  double share(final Duration slowstart, final long nowNanos) {
    if (!active) {
      return 1;
    }
    final long elapsedNanos = Math.max(0, nowNanos - sinceNanos);
    final long totalNanos = TimeUnit.NANOSECONDS.convert(slowstart);
    if (elapsedNanos >= totalNanos) {
      active = false;
      return 1;
    }
    return (double) elapsedNanos / totalNanos;
  }
}
