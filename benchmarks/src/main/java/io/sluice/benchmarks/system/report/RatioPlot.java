package io.sluice.benchmarks.system.report;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Goal;
import io.sluice.benchmarks.system.figure.Result;
import io.sluice.benchmarks.system.figure.Spread;
import java.util.List;
import java.util.Locale;

/**
 * Sluice's ratios to HAProxy, a line for each row, a panel for each figure, on a logarithmic axis:
 * a dot at the median with its range, a hollow one where the range is too wide, and a red mark at
 * the goal. Stateless.
 */
public final class RatioPlot {
  private static final List<Figure> FIGURES =
      List.of(Figure.RATE, Figure.MACHINE_CPU, Figure.PROXY_CPU, Figure.P99);
  private static final List<String> TITLES =
      List.of("work per second", "machine CPU", "proxy CPU", "p99");
  private static final double LEAST = 0.25;
  private static final double MOST = 4;
  private static final double NAMES = 370;
  private static final double PANEL = 190;
  private static final double GAP = 36;
  private static final double TOP = 70;
  private static final double LINE = 20;
  private static final double[] MARKS = {0.25, 0.5, 1, 2, 4};
  private static final String OURS = "#1f5fa8";
  private static final String PALE = "#9aa5b1";
  private static final String GOAL = "#c0392b";
  private static final String INK = "#222222";
  private static final String GRID = "#dddddd";

  private final Svg svg;
  private final List<Result> results;

  private RatioPlot(final List<Result> results) {
    this.results = results;
    final double width = NAMES + FIGURES.size() * (PANEL + GAP);
    svg = new Svg(width, TOP + LINE * results.size() + 40);
  }

  /** The picture; rows without a reference, and those of growth, are left out. */
  public static String text(final List<Result> results) {
    final List<Result> shown =
        results.stream()
            .filter(result -> !result.reference().isEmpty() && result.point().isEmpty())
            .toList();
    return new RatioPlot(shown).draw();
  }

  private String draw() {
    svg.words(10, 24, "Sluice by HAProxy, same run", 16, Svg.Anchor.START, INK);
    for (int panel = 0; panel < FIGURES.size(); panel++) {
      grid(panel);
    }
    for (int row = 0; row < results.size(); row++) {
      final double y = TOP + LINE * row + LINE / 2;
      svg.words(NAMES - 14, y + 4, results.get(row).name(), 11, Svg.Anchor.END, INK);
      for (int panel = 0; panel < FIGURES.size(); panel++) {
        ratio(results.get(row), FIGURES.get(panel), panel, y);
      }
    }
    legend();
    return svg.text();
  }

  private void grid(final int panel) {
    final double end = TOP + LINE * results.size();
    final boolean less = !FIGURES.get(panel).equals(Figure.RATE);
    svg.words(
        x(panel, 1),
        TOP - 24,
        TITLES.get(panel) + (less ? " ←" : " →"),
        12,
        Svg.Anchor.MIDDLE,
        INK);
    for (final double mark : MARKS) {
      final double x = x(panel, mark);
      svg.line(x, TOP, x, end, mark == 1 ? "#888888" : GRID, mark == 1 ? 1.2 : 1);
      final String text = String.format(Locale.ROOT, mark < 1 ? "%.2g" : "%.0f", mark);
      svg.words(x, TOP - 6, text, 9, Svg.Anchor.MIDDLE, "#666666");
    }
  }

  private void ratio(final Result result, final Figure figure, final int panel, final double y) {
    for (final Goal goal : result.goals()) {
      if (goal.figure().equals(figure) && goal.against().equals(result.reference())) {
        final double x = x(panel, goal.bound());
        svg.line(x, y - 7, x, y + 7, GOAL, 1.6);
      }
    }
    final Spread ratio = result.ratio(figure, result.reference());
    if (!Double.isFinite(ratio.median()) || ratio.median() <= 0) {
      return;
    }
    final String color = ratio.isMeaningless() ? PALE : OURS;
    svg.line(x(panel, ratio.low()), y, x(panel, ratio.high()), y, color, 2);
    if (ratio.isMeaningless()) {
      svg.ring(x(panel, ratio.median()), y, 3.5, color);
    } else {
      svg.dot(x(panel, ratio.median()), y, 4, color);
    }
  }

  private void legend() {
    final double y = TOP + LINE * results.size() + 24;
    svg.dot(NAMES, y - 4, 4, OURS);
    svg.words(NAMES + 10, y, "median and range", 11, Svg.Anchor.START, INK);
    svg.ring(NAMES + 150, y - 4, 3.5, PALE);
    svg.words(NAMES + 160, y, "unclear: the range is too wide", 11, Svg.Anchor.START, INK);
    svg.line(NAMES + 370, y - 10, NAMES + 370, y + 2, GOAL, 1.6);
    svg.words(NAMES + 380, y, "goal; arrows show where better is", 11, Svg.Anchor.START, INK);
  }

  /** What lies outside is drawn at the edge. */
  private static double x(final int panel, final double ratio) {
    final double inside = Math.clamp(ratio, LEAST, MOST);
    return NAMES
        + panel * (PANEL + GAP)
        + PANEL * Math.log(inside / LEAST) / Math.log(MOST / LEAST);
  }
}
