package io.sluice.benchmarks.system.report;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Result;
import io.sluice.benchmarks.system.figure.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How figures change with what grows: a column for each thing that grows, a line of panels for each
 * figure, from 0 up; ranges are bars. Stateless.
 */
public final class GrowthPlot {
  private static final List<Figure> FIGURES =
      List.of(Figure.PROXY_CPU, Figure.RATE, Figure.INSTRUCTIONS);
  private static final Map<String, String> COLORS =
      Map.of("HAProxy", "#d9822b", Result.OURS, "#1f5fa8");
  private static final double LEFT = 70;
  private static final double TOP = 80;
  private static final double WIDE = 210;
  private static final double HIGH = 150;
  private static final double GAP_X = 60;
  private static final double GAP_Y = 62;
  private static final double HEADROOM = 1.15;
  private static final String INK = "#222222";
  private static final String GRID = "#dddddd";

  private final List<Result> results;
  private final List<String> panels;
  private final List<Figure> figures;
  private final Svg svg;

  private GrowthPlot(final List<Result> results) {
    this.results = results;
    panels =
        results.stream().map(result -> result.point().orElseThrow().panel()).distinct().toList();
    figures =
        FIGURES.stream().filter(figure -> results.stream().anyMatch(r -> has(r, figure))).toList();
    svg = new Svg(LEFT + panels.size() * (WIDE + GAP_X), TOP + figures.size() * (HIGH + GAP_Y));
  }

  private static boolean has(final Result result, final Figure figure) {
    return result.spread(Result.OURS, figure).rounds() > 0;
  }

  /** The picture of the rows that have a place in it. */
  public static String text(final List<Result> results) {
    return new GrowthPlot(results.stream().filter(result -> result.point().isPresent()).toList())
        .draw();
  }

  private String draw() {
    svg.words(10, 24, "Cost against what grows", 16, Svg.Anchor.START, INK);
    double x = 230;
    for (final String way : List.of("HAProxy", Result.OURS)) {
      svg.dot(x, 19, 4, COLORS.get(way));
      svg.words(x + 9, 23, way, 12, Svg.Anchor.START, INK);
      x += 90;
    }
    for (int column = 0; column < panels.size(); column++) {
      svg.words(
          LEFT + column * (WIDE + GAP_X) + WIDE / 2,
          52,
          panels.get(column),
          12,
          Svg.Anchor.MIDDLE,
          INK);
      for (int line = 0; line < figures.size(); line++) {
        panel(column, line);
      }
    }
    return svg.text();
  }

  private void panel(final int column, final int line) {
    final Figure figure = figures.get(line);
    final List<Result> points =
        results.stream()
            .filter(result -> result.point().orElseThrow().panel().equals(panels.get(column)))
            .toList();
    final double left = LEFT + column * (WIDE + GAP_X);
    final double bottom = TOP + line * (HIGH + GAP_Y) + HIGH;
    final double most =
        HEADROOM
            * points.stream()
                .flatMap(
                    point -> point.ways().keySet().stream().map(way -> point.spread(way, figure)))
                .mapToDouble(Spread::high)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
    axes(left, bottom, most, figure, points);
    for (final Map.Entry<String, String> way : COLORS.entrySet()) {
      curve(left, bottom, most, figure, points, way.getKey(), way.getValue());
    }
  }

  private void axes(
      final double left,
      final double bottom,
      final double most,
      final Figure figure,
      final List<Result> points) {
    svg.words(
        left,
        bottom - HIGH - 6,
        figure.title(points.getFirst().unit()) + perUnit(figure),
        10,
        Svg.Anchor.START,
        "#555555");
    for (int mark = 0; mark <= 4; mark++) {
      final double value = most * mark / 4;
      final double y = bottom - HIGH * mark / 4;
      svg.line(left, y, left + WIDE, y, mark == 0 ? "#888888" : GRID, 1);
      svg.words(left - 5, y + 3, brief(value), 9, Svg.Anchor.END, "#666666");
    }
    for (int i = 0; i < points.size(); i++) {
      svg.words(
          x(left, i, points.size()),
          bottom + 13,
          brief(points.get(i).point().orElseThrow().x()),
          9,
          Svg.Anchor.MIDDLE,
          "#666666");
    }
  }

  private static String perUnit(final Figure figure) {
    return figure.equals(Figure.RATE) ? "" : " for each request";
  }

  private void curve(
      final double left,
      final double bottom,
      final double most,
      final Figure figure,
      final List<Result> points,
      final String way,
      final String color) {
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    for (int i = 0; i < points.size(); i++) {
      final Spread spread = points.get(i).spread(way, figure);
      if (spread.rounds() == 0) {
        continue;
      }
      final double x = x(left, i, points.size()) + (way.equals(Result.OURS) ? 2 : -2);
      final double y = bottom - HIGH * spread.median() / most;
      svg.line(
          x,
          bottom - HIGH * spread.low() / most,
          x,
          bottom - HIGH * spread.high() / most,
          color,
          1.5);
      if (Double.isFinite(lastX)) {
        svg.line(lastX, lastY, x, y, color, 1.5);
      }
      svg.dot(x, y, 3.5, color);
      lastX = x;
      lastY = y;
    }
  }

  /** Points stand at equal distances: what grows does so by factors. */
  private static double x(final double left, final int index, final int count) {
    return left + WIDE * (index + 0.5) / count;
  }

  private static String brief(final double value) {
    if (value >= 1_000 && value % 1_000 == 0) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (value >= 10_000) {
      return String.format(Locale.ROOT, "%.0fk", value / 1_000);
    }
    return String.format(Locale.ROOT, value >= 100 || value % 1 == 0 ? "%.0f" : "%.1f", value);
  }
}
