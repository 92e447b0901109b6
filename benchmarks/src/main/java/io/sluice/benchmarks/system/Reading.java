package io.sluice.benchmarks.system;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one round on one way came to.
 *
 * @param perSecond requests for each second
 * @param proxyMicros CPU time of the proxy for each request, user and system, microseconds
 * @param machineMicros the same of the whole machine
 * @param p50Micros half of the requests took no longer
 * @param p99Micros 99 of 100 took no longer
 * @param failed requests without a good answer
 */
record Reading(
    double perSecond,
    double proxyMicros,
    double machineMicros,
    double p50Micros,
    double p99Micros,
    long failed) {
  /** Each figure's own median. */
  static Reading median(final List<Reading> rounds) {
    return new Reading(
        median(rounds, Reading::perSecond),
        median(rounds, Reading::proxyMicros),
        median(rounds, Reading::machineMicros),
        median(rounds, Reading::p50Micros),
        median(rounds, Reading::p99Micros),
        rounds.stream().mapToLong(Reading::failed).sum());
  }

  private static double median(final List<Reading> rounds, final ToDoubleFunction<Reading> figure) {
    final List<Double> sorted =
        rounds.stream().map(figure::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    final int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
