package io.sluice.benchmarks.system.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a row.
 *
 * @param scenario whose row it is
 * @param name of the row
 * @param unit that was counted
 * @param figures that the table shows
 * @param ways the readings of each way, a round each
 * @param reference the way that Sluice is compared with; empty: none
 * @param goals for Sluice
 * @param noise what else ran
 * @param point its place in a plot of growth
 */
public record Result(
    String scenario,
    String name,
    Unit unit,
    List<Figure> figures,
    Map<String, List<Reading>> ways,
    String reference,
    List<Goal> goals,
    Noise noise,
    Optional<Point> point) {
  /** The way that the goals are for. */
  public static final String OURS = "Sluice";

  /** Copies the lists. */
  public Result {
    figures = List.copyOf(figures);
    goals = List.copyOf(goals);
    ways = new LinkedHashMap<>(ways);
  }

  /** A figure of one way over all rounds. */
  public Spread spread(final String way, final Figure figure) {
    return Spread.of(
        ways.getOrDefault(way, List.of()).stream().map(reading -> reading.of(figure)).toList());
  }

  /**
   * Sluice's figure by another way's, of each round's own: what slows the machine for a while slows
   * both ways of a round, and most of it cancels.
   */
  public Spread ratio(final Figure figure, final String against) {
    final List<Reading> ours = ways.getOrDefault(OURS, List.of());
    final List<Reading> theirs = ways.getOrDefault(against, List.of());
    final List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < Math.min(ours.size(), theirs.size()); round++) {
      ratios.add(ours.get(round).of(figure) / theirs.get(round).of(figure));
    }
    return Spread.of(ratios);
  }

  /** What a goal is judged by. */
  public Spread looked(final Goal goal) {
    return goal.isRatio() ? ratio(goal.figure(), goal.against()) : spread(OURS, goal.figure());
  }
}
