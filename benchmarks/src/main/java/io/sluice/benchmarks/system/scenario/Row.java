package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Goal;
import io.sluice.benchmarks.system.figure.Point;
import io.sluice.benchmarks.system.figure.Unit;
import io.sluice.benchmarks.system.load.Load;
import io.sluice.benchmarks.system.scene.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row: what is measured, on which ways.
 *
 * @param name as the table says it
 * @param ways in the order of the table; Sluice's is called Sluice
 * @param probe that takes a reading of one way
 * @param unit that is counted
 * @param figures that the table shows
 * @param reference the way that Sluice is compared with; empty: none
 * @param goals for Sluice
 * @param point its place in a plot of growth
 */
public record Row(
    String name,
    List<Way> ways,
    Probe probe,
    Unit unit,
    List<Figure> figures,
    String reference,
    List<Goal> goals,
    Optional<Point> point) {
  /** The usual columns. */
  public static final List<Figure> USUAL =
      List.of(
          Figure.RATE,
          Figure.PROXY_CPU,
          Figure.USER_CPU,
          Figure.SYSTEM_CPU,
          Figure.MACHINE_CPU,
          Figure.P50,
          Figure.P99,
          Figure.P999,
          Figure.MEMORY,
          Figure.FAILED);

  /** Columns of a load that has no latency. */
  public static final List<Figure> BYTES =
      List.of(
          Figure.RATE,
          Figure.PROXY_CPU,
          Figure.USER_CPU,
          Figure.SYSTEM_CPU,
          Figure.MACHINE_CPU,
          Figure.MEMORY,
          Figure.FAILED);

  /** Copies the lists. */
  public Row {
    ways = List.copyOf(ways);
    figures = List.copyOf(figures);
    goals = List.copyOf(goals);
  }

  /** A row of requests under a load, beside HAProxy, without a goal. */
  public static Row of(final String name, final List<Way> ways, final Load load) {
    return of(name, ways, new LoadProbe(load, false), USUAL);
  }

  /** A row of whatever is measured, beside HAProxy, without a goal. */
  public static Row of(
      final String name, final List<Way> ways, final Probe probe, final List<Figure> figures) {
    return new Row(
        name, ways, probe, Unit.REQUEST, figures, "HAProxy", List.of(), Optional.empty());
  }

  /** The same with goals. */
  public Row goals(final Goal... wanted) {
    return new Row(name, ways, probe, unit, figures, reference, List.of(wanted), point);
  }

  /** The same with other units and columns. */
  public Row counting(final Unit counted, final List<Figure> shown) {
    return new Row(name, ways, probe, counted, shown, reference, goals, point);
  }

  /** The same, compared with another way; empty: none. */
  public Row against(final String way) {
    return new Row(name, ways, probe, unit, figures, way, goals, point);
  }

  /** The same, where it runs a load, with the proxy's instructions for each unit of work. */
  Row withInstructions() {
    if (!(probe instanceof LoadProbe(Load load, _)) || figures.contains(Figure.INSTRUCTIONS)) {
      return this;
    }
    final List<Figure> shown = new ArrayList<>(figures);
    shown.add(Figure.INSTRUCTIONS);
    return new Row(name, ways, new LoadProbe(load, true), unit, shown, reference, goals, point);
  }

  /** The same with a place in a plot. */
  public Row at(final String panel, final double x) {
    return new Row(
        name, ways, probe, unit, figures, reference, goals, Optional.of(new Point(panel, x)));
  }
}
