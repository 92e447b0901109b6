package io.sluice.benchmarks.system.load;

import java.util.Arrays;

/**
 * How long units of work took: this part of them no longer, in microseconds.
 *
 * @param p50 half of them
 * @param p99 99 of 100
 * @param p999 999 of 1,000
 */
public record Latency(double p50, double p99, double p999) {
  /** It was not measured. */
  public static final Latency NONE = new Latency(Double.NaN, Double.NaN, Double.NaN);

  private static final double NANOS_OF_MICRO = 1_000;

  /** Of the first values, nanoseconds, which are sorted here. */
  public static Latency ofNanos(final long[] nanos, final int count) {
    if (count == 0) {
      return NONE;
    }
    Arrays.sort(nanos, 0, count);
    return new Latency(
        nanos[(int) (count * 0.5)] / NANOS_OF_MICRO,
        nanos[(int) (count * 0.99)] / NANOS_OF_MICRO,
        nanos[(int) (count * 0.999)] / NANOS_OF_MICRO);
  }
}
