package io.sluice.benchmarks.system.report;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Goal;
import io.sluice.benchmarks.system.figure.Noise;
import io.sluice.benchmarks.system.figure.Reading;
import io.sluice.benchmarks.system.figure.Result;
import io.sluice.benchmarks.system.figure.Spread;
import io.sluice.benchmarks.system.figure.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of the report. Stateless. */
public final class Markdown {
  private Markdown() {}

  /** The rows of one scenario: the figures, the goals, and what else ran. */
  public static List<String> tables(final List<Result> results) {
    final List<String> lines = new ArrayList<>();
    Result before = null;
    for (final Result result : results) {
      if (before == null || !isSameTable(before, result)) {
        lines.add("");
        lines.addAll(head(result));
      }
      lines.addAll(rows(result));
      before = result;
    }
    lines.addAll(goals(results));
    lines.add("");
    results.stream()
        .map(Result::noise)
        .reduce(Markdown::worse)
        .ifPresent(noise -> lines.add("Beside it, at most: " + noise.text() + "."));
    return lines;
  }

  private static boolean isSameTable(final Result a, final Result b) {
    return a.figures().equals(b.figures()) && a.unit().equals(b.unit());
  }

  private static List<String> head(final Result result) {
    return List.of(
        result.figures().stream()
            .map(figure -> figure.title(result.unit()))
            .collect(Collectors.joining(" | ", "| row | way | ", " |")),
        "|---|---|" + "---|".repeat(result.figures().size()));
  }

  private static List<String> rows(final Result result) {
    final List<String> lines = new ArrayList<>();
    for (final Map.Entry<String, List<Reading>> way : result.ways().entrySet()) {
      lines.add(
          result.figures().stream()
              .map(figure -> cell(result, way.getKey(), figure))
              .collect(Collectors.joining(" | ", start(result, way.getKey()), " |")));
    }
    if (!result.reference().isEmpty()) {
      lines.add(
          result.figures().stream()
              .map(figure -> ratio(result, figure))
              .collect(
                  Collectors.joining(
                      " | ", start(result, "**Sluice / " + result.reference() + "**"), " |")));
    }
    return lines;
  }

  private static String start(final Result result, final String way) {
    return "| " + result.name() + " | " + way + " | ";
  }

  private static String cell(final Result result, final String way, final Figure figure) {
    if (figure.equals(Figure.FAILED)) {
      return String.format(
          Locale.ROOT,
          "%.0f",
          result.ways().get(way).stream().mapToDouble(reading -> reading.of(figure)).sum());
    }
    final Spread spread = result.spread(way, figure);
    return figure.range() ? spread.full(figure.decimals()) : spread.brief(figure.decimals());
  }

  private static String ratio(final Result result, final Figure figure) {
    if (figure.equals(Figure.FAILED)) {
      return "";
    }
    final Spread ratio = result.ratio(figure, result.reference());
    return ratio.isMeaningless() ? ratio.asRatio() : "**" + ratio.asRatio() + "**";
  }

  private static List<String> goals(final List<Result> results) {
    final List<String> lines = new ArrayList<>();
    for (final Result result : results) {
      for (final Goal goal : result.goals()) {
        final Spread looked = result.looked(goal);
        final Verdict verdict = goal.judge(looked);
        lines.add(
            "| %s | %s | %s | %s |"
                .formatted(
                    result.name(),
                    goal.text(result.unit()),
                    measured(goal, looked),
                    verdict.text()));
      }
    }
    if (!lines.isEmpty()) {
      lines.addAll(0, List.of("", "| row | goal | measured | verdict |", "|---|---|---|---|"));
    }
    return lines;
  }

  private static String measured(final Goal goal, final Spread looked) {
    return goal.isRatio() ? looked.asRatio() : looked.full(goal.figure().decimals());
  }

  private static Noise worse(final Noise a, final Noise b) {
    final Map<String, Double> others = new HashMap<>(a.others());
    b.others().forEach((name, percent) -> others.merge(name, percent, Math::max));
    return new Noise(
        Math.max(a.loadAverage(), b.loadAverage()),
        Math.max(a.stealPercent(), b.stealPercent()),
        others);
  }

  /** How many goals came to what. */
  public static String summary(final List<Result> results) {
    final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (final Result result : results) {
      for (final Goal goal : result.goals()) {
        counts.merge(goal.judge(result.looked(goal)), 1, Integer::sum);
      }
    }
    return counts.isEmpty()
        ? "No goals."
        : counts.entrySet().stream()
            .map(count -> count.getKey().text() + ": " + count.getValue())
            .collect(Collectors.joining("; ", "Goals: ", "."));
  }
}
