package io.sluice.benchmarks.system.report;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Goal;
import io.sluice.benchmarks.system.figure.Noise;
import io.sluice.benchmarks.system.figure.Result;
import io.sluice.benchmarks.system.figure.Spread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that was measured, as JSON. Stateless. */
public final class JsonReport {
  private JsonReport() {}

  /**
   * The whole report.
   *
   * @param about what it was taken on and how, line by line
   * @param failures what could not be measured, and why
   */
  public static String text(
      final List<String> about, final List<Result> results, final List<String> failures) {
    final Map<String, Object> report = new LinkedHashMap<>();
    report.put("about", about);
    report.put("results", results.stream().map(JsonReport::result).toList());
    report.put("failures", failures);
    return Json.text(report);
  }

  private static Map<String, Object> result(final Result result) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("rows", result.scenario());
    json.put("row", result.name());
    json.put("unit", result.unit().one());
    final Map<String, Object> ways = new LinkedHashMap<>();
    result.ways().keySet().forEach(way -> ways.put(way, way(result, way)));
    json.put("ways", ways);
    if (!result.reference().isEmpty()) {
      json.put("reference", result.reference());
      json.put("ratios", ratios(result));
    }
    json.put("goals", result.goals().stream().map(goal -> goal(result, goal)).toList());
    json.put("noise", noise(result.noise()));
    result
        .point()
        .ifPresent(point -> json.put("point", Map.of("panel", point.panel(), "x", point.x())));
    return json;
  }

  private static Map<String, Object> way(final Result result, final String way) {
    final Map<String, Object> json = new LinkedHashMap<>();
    for (final Figure figure : result.figures()) {
      final Spread spread = result.spread(way, figure);
      if (spread.rounds() > 0) {
        final Map<String, Object> one = spread(spread);
        one.put(
            "rounds", result.ways().get(way).stream().map(reading -> reading.of(figure)).toList());
        json.put(figure.key(), one);
      }
    }
    return json;
  }

  private static Map<String, Object> ratios(final Result result) {
    final Map<String, Object> json = new LinkedHashMap<>();
    for (final Figure figure : result.figures()) {
      final Spread ratio = result.ratio(figure, result.reference());
      if (Double.isFinite(ratio.median()) && !figure.equals(Figure.FAILED)) {
        json.put(figure.key(), ratio(ratio));
      }
    }
    return json;
  }

  /** A ratio that says nothing has no median. */
  private static Map<String, Object> ratio(final Spread ratio) {
    final Map<String, Object> json = spread(ratio);
    json.put("clear", !ratio.isMeaningless());
    if (ratio.isMeaningless()) {
      json.put("median", Double.NaN);
    }
    return json;
  }

  private static Map<String, Object> spread(final Spread spread) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("low", spread.low());
    json.put("median", spread.median());
    json.put("high", spread.high());
    return json;
  }

  private static Map<String, Object> goal(final Result result, final Goal goal) {
    final Spread looked = result.looked(goal);
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("goal", goal.text(result.unit()));
    json.put("figure", goal.figure().key());
    json.put("against", goal.against());
    json.put(goal.atLeast() ? "least" : "most", goal.bound());
    json.put("measured", goal.isRatio() ? ratio(looked) : spread(looked));
    json.put("verdict", goal.judge(looked).text());
    return json;
  }

  private static Map<String, Object> noise(final Noise noise) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("load_average", noise.loadAverage());
    json.put("steal_percent", noise.stealPercent());
    json.put("others_percent_of_a_core", noise.others());
    return json;
  }
}
