package io.sluice.benchmarks.system;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The lines of the report's table, in Markdown. Stateless. */
final class Table {
  private Table() {}

  static List<String> head() {
    return List.of(
        "| load | way | requests/s | proxy CPU µs | user µs | system µs | machine CPU µs | p50 µs"
            + " | p99 µs | resident MiB | failed |",
        "|---|---|---|---|---|---|---|---|---|---|---|");
  }

  /** One way under one load, over all rounds. */
  static String way(final String load, final String way, final List<Reading> rounds) {
    final String proxy =
        rounds.getFirst().residentMiB() == 0
            ? "– | – | –"
            : String.join(
                " | ",
                Spread.of(rounds, Reading::proxyMicros).full(1),
                Spread.of(rounds, Reading::userMicros).brief(1),
                Spread.of(rounds, Reading::systemMicros).brief(1));
    return "| "
        + String.join(
            " | ",
            load,
            way,
            Spread.of(rounds, Reading::perSecond).full(0),
            proxy,
            Spread.of(rounds, Reading::machineMicros).full(1),
            Spread.of(rounds, Reading::p50Micros).brief(0),
            Spread.of(rounds, Reading::p99Micros).brief(0),
            resident(rounds),
            String.valueOf(rounds.stream().mapToLong(Reading::failed).sum()))
        + " |";
  }

  private static String resident(final List<Reading> rounds) {
    final double last = rounds.getLast().residentMiB();
    return last == 0 ? "–" : String.valueOf(Math.round(last));
  }

  /** Sluice against HAProxy, round by round. */
  static String ratios(final String load, final Map<String, List<Reading>> rounds) {
    final List<Reading> ours = rounds.get("Sluice");
    final List<Reading> theirs = rounds.get("HAProxy");
    return "| "
        + String.join(
            " | ",
            load,
            "**Sluice / HAProxy**",
            ratio(ours, theirs, Reading::perSecond),
            ratio(ours, theirs, Reading::proxyMicros),
            ratio(ours, theirs, Reading::userMicros),
            ratio(ours, theirs, Reading::systemMicros),
            ratio(ours, theirs, Reading::machineMicros),
            ratio(ours, theirs, Reading::p50Micros),
            ratio(ours, theirs, Reading::p99Micros),
            ratio(ours, theirs, Reading::residentMiB),
            "")
        + "|";
  }

  private static String ratio(
      final List<Reading> ours,
      final List<Reading> theirs,
      final ToDoubleFunction<Reading> figure) {
    final Spread ratio = Spread.ofRatios(ours, theirs, figure);
    return ratio.isMeaningless() ? "?? " + ratio.full(2) : "**" + ratio.full(2) + "**";
  }
}
