package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.figure.Noise;
import io.sluice.benchmarks.system.figure.Reading;
import io.sluice.benchmarks.system.figure.Result;
import io.sluice.benchmarks.system.host.Neighbours;
import io.sluice.benchmarks.system.load.Load;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures rows: each round goes over all ways, and begins with another one, so that what slows the
 * machine for a while meets all of them alike. For one thread.
 */
public final class Bench {
  /** A round that is not counted comes first on each way, unless nothing is to be warm. */
  private static final int FIRST_SECONDS = 1;

  private final Plan plan;
  private final Consumer<String> progress;
  private final List<Result> results = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private String scenario = "";
  private int rounds;

  /**
   * Without results.
   *
   * @param progress is told what goes on
   */
  public Bench(final Plan plan, final Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** How everything is measured. */
  public Plan plan() {
    return plan;
  }

  /** What came of it so far. */
  public List<Result> results() {
    return List.copyOf(results);
  }

  /** What could not be measured, and why. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Runs a scenario; the results of its rows. One that fails does not stop the others. */
  public List<Result> run(final Scenario next) throws InterruptedException {
    scenario = next.name();
    rounds = Math.min(plan.rounds(), next.mostRounds());
    final int first = results.size();
    progress.accept(scenario + ": starting what it needs");
    try {
      next.run(this);
    } catch (final IOException | RuntimeException e) {
      failures.add(scenario + ": " + e.getMessage());
      progress.accept(failures.getLast());
    }
    return List.copyOf(results.subList(first, results.size()));
  }

  /** An empty scene, which the caller closes. */
  public Scene scene() throws IOException {
    return new Scene(plan.launcher());
  }

  /** Loads each way without counting, as a proxy that has served for a while. */
  public void warmUp(final List<Way> ways, final Load load)
      throws IOException, InterruptedException {
    for (final Way way : ways) {
      if (plan.warmUpSeconds() > 0 && way.pid() != 0) {
        progress.accept(scenario + ": warming up " + way.name());
        load.run(way, plan.warmUpSeconds());
      }
    }
  }

  /** Measures rows one after the other. */
  public void measure(final List<Row> rows) throws IOException, InterruptedException {
    for (final Row row : rows) {
      measureTogether(List.of(row));
    }
  }

  /** Measures rows that are to be compared with each other: each round goes over all of them. */
  public void measureTogether(final List<Row> rows) throws IOException, InterruptedException {
    final List<Row> wanted =
        rows.stream()
            .filter(row -> row.name().contains(plan.only()))
            .map(row -> plan.perf() ? row.withInstructions() : row)
            .toList();
    if (wanted.isEmpty()) {
      return;
    }
    try {
      final Map<Row, Map<String, List<Reading>>> readings = new LinkedHashMap<>();
      final Neighbours neighbours = new Neighbours();
      for (int round = plan.warmUpSeconds() == 0 ? 0 : -1; round < rounds; round++) {
        for (final Row row : wanted) {
          progress.accept(
              "%s: %s, round %d of %d".formatted(scenario, row.name(), round + 1, rounds));
          round(row, round, readings.computeIfAbsent(row, _ -> emptyReadings(row)));
          neighbours.look();
        }
      }
      final Noise noise = neighbours.noise();
      readings.forEach((row, ways) -> results.add(result(row, ways, noise)));
    } catch (final IOException | RuntimeException e) {
      failures.add(scenario + ": " + wanted.getFirst().name() + ": " + e.getMessage());
      progress.accept(failures.getLast());
    }
  }

  private static Map<String, List<Reading>> emptyReadings(final Row row) {
    final Map<String, List<Reading>> readings = new LinkedHashMap<>();
    row.ways().forEach(way -> readings.put(way.name(), new ArrayList<>()));
    return readings;
  }

  /** The round before the first one is not counted. */
  private void round(final Row row, final int round, final Map<String, List<Reading>> readings)
      throws IOException, InterruptedException {
    final int ways = row.ways().size();
    for (int i = 0; i < ways; i++) {
      final Way way = row.ways().get((i + round + 1) % ways);
      if (round < 0) {
        row.probe().measure(way, FIRST_SECONDS);
      } else {
        readings.get(way.name()).add(row.probe().measure(way, plan.seconds()));
      }
    }
  }

  private Result result(
      final Row row, final Map<String, List<Reading>> readings, final Noise noise) {
    return new Result(
        scenario,
        row.name(),
        row.unit(),
        row.figures(),
        readings,
        row.reference(),
        row.goals(),
        noise,
        row.point());
  }
}
