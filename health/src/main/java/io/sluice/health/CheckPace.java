package io.sluice.health;

import io.sluice.config.CheckConfig;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a probe runs, nanoseconds, each more than 0. Immutable.
 *
 * @param interNanos between the starts of two runs
 * @param fastinterNanos the same while a verdict is changing
 * @param downinterNanos the same while every server of the probe is down
 * @param timeoutNanos how long one run may take
 */
record CheckPace(long interNanos, long fastinterNanos, long downinterNanos, long timeoutNanos) {
  /** Longer ones are cut to this, far from where nanoseconds overflow. */
  private static final Duration LONGEST = Duration.ofDays(365);

  static CheckPace of(final CheckConfig check) {
    return new CheckPace(
        nanos(check.inter()),
        nanos(check.fastinter()),
        nanos(check.downinter()),
        nanos(check.timeout()));
  }

  private static long nanos(final Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("interval or timeout of a check is not above 0");
    }
    return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
  }

  /** The interval, up to {@code spreadPercent} longer or shorter. */
  static long spread(
      final long intervalNanos, final int spreadPercent, final RandomGenerator random) {
    final double share = (2 * random.nextDouble() - 1) * spreadPercent / 100;
    return Math.max(1, intervalNanos + Math.round(intervalNanos * share));
  }
}
