package io.sluice.benchmarks.system.figure;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What else used the machine while a row ran.
 *
 * @param loadAverage of the last minute, at the end of the row
 * @param stealPercent of the time of all cores that the hypervisor gave to others
 * @param others processes that do not take part, and what they used in percent of one core
 */
public record Noise(double loadAverage, double stealPercent, Map<String, Double> others) {
  private static final double WORTH_NAMING_PERCENT = 1;
  private static final int MOST_NAMED = 5;

  /** Leaves out who used next to nothing, and puts the busiest first. */
  public Noise {
    others =
        others.entrySet().stream()
            .filter(other -> other.getValue() >= WORTH_NAMING_PERCENT)
            .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
            .limit(MOST_NAMED)
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, LinkedHashMap::new));
  }

  /** One sentence. */
  public String text() {
    final String busy =
        others.entrySet().stream()
            .map(
                other -> String.format(Locale.ROOT, "%s %.0f %%", other.getKey(), other.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "load average %.2f, steal %.1f %%, %s",
        loadAverage,
        stealPercent,
        busy.isEmpty() ? "no other process above 1 % of a core" : "others: " + busy);
  }
}
