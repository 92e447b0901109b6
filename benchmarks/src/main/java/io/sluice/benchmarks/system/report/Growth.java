package io.sluice.benchmarks.system.report;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Reading;
import io.sluice.benchmarks.system.figure.Result;
import io.sluice.benchmarks.system.figure.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says in words how cost grows, from the first to the last point of each panel. Stateless. */
public final class Growth {
  private Growth() {}

  /** A sentence for each panel and way; none where nothing grows. */
  public static List<String> sentences(final List<Result> results) {
    final Map<String, List<Result>> panels = new LinkedHashMap<>();
    results.forEach(result ->
        result
            .point()
            .ifPresent(point ->
                panels.computeIfAbsent(point.panel(), _ -> new ArrayList<>()).add(result)));
    final List<String> sentences = new ArrayList<>();
    panels.values().stream()
        .filter(points -> points.size() > 1)
        .forEach(points -> sentences.add(sentence(points)));
    return sentences;
  }

  private static String sentence(final List<Result> points) {
    final List<String> ways = new ArrayList<>();
    for (final String way : points.getFirst().ways().keySet()) {
      final List<String> figures = new ArrayList<>();
      for (final Figure figure : List.of(Figure.PROXY_CPU, Figure.RATE, Figure.INSTRUCTIONS)) {
        final Spread factor = factor(points.getFirst(), points.getLast(), way, figure);
        if (factor.rounds() > 0) {
          figures.add(figure.title(points.getFirst().unit()) + " × " + factor.asRatio());
        }
      }
      ways.add(way + " " + String.join(", ", figures));
    }
    return String.format(
        Locale.ROOT,
        "- %s, from %,.0f to %,.0f: %s.",
        points.getFirst().point().orElseThrow().panel(),
        points.getFirst().point().orElseThrow().x(),
        points.getLast().point().orElseThrow().x(),
        String.join("; ", ways));
  }

  /** The last point by the first one, of each round's own. */
  private static Spread factor(
      final Result first, final Result last, final String way, final Figure figure) {
    final List<Reading> from = first.ways().get(way);
    final List<Reading> to = last.ways().getOrDefault(way, List.of());
    final List<Double> factors = new ArrayList<>();
    for (int round = 0; round < Math.min(from.size(), to.size()); round++) {
      factors.add(to.get(round).of(figure) / from.get(round).of(figure));
    }
    return Spread.of(factors);
  }
}
