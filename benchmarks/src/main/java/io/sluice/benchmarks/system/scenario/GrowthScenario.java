package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.host.Instructions;
import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.load.Wrk;
import io.sluice.benchmarks.system.scene.GrowthSections;
import io.sluice.benchmarks.system.scene.Nginx;
import io.sluice.benchmarks.system.scene.Proxies;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Sections;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a request costs as things grow: servers of a backend, backends of a frontend, entries of a
 * stick table, patterns of a map, event loops. The points of a panel take turns, round by round.
 */
final class GrowthScenario implements Scenario {
  private static final int CONNECTIONS = 64;
  private static final int MOST_ROUNDS = 5;
  private static final List<Figure> FIGURES =
      List.of(
          Figure.RATE,
          Figure.PROXY_CPU,
          Figure.USER_CPU,
          Figure.SYSTEM_CPU,
          Figure.INSTRUCTIONS,
          Figure.P50,
          Figure.P99,
          Figure.FAILED);
  private static final List<Integer> SERVERS = List.of(10, 100, 1_000);
  private static final List<Integer> ENTRIES = List.of(10, 1_000, 100_000);
  private static final List<Integer> PATTERNS = List.of(1, 100, 1_000);

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String summary() {
    return "cost against servers, backends, stick-table entries, patterns of a map, event loops";
  }

  @Override
  public int mostRounds() {
    return MOST_ROUNDS;
  }

  @Override
  public List<Program> needs() {
    return List.of(Program.NGINX, Program.HAPROXY, Program.WRK);
  }

  @Override
  public void run(final Bench bench) throws IOException, InterruptedException {
    final boolean perf = Instructions.canBeCounted();
    try (Scene scene = bench.scene()) {
      final int server = Nginx.start(scene);
      final Proxies proxies = new Proxies(scene);
      final GrowthSections sections = new GrowthSections(scene, proxies, server);
      final List<List<Place>> panels =
          List.of(
              places("servers of a backend", SERVERS, sections::servers, false),
              places("backends, chosen by a map", SERVERS, sections::backends, true),
              places("entries of a stick table", ENTRIES, sections::table, true),
              places("patterns of a map", PATTERNS, sections::patterns, false));
      proxies.start();
      final Proxies.Entry usual = panels.getFirst().getFirst().entry();
      bench.warmUp(
          List.of(proxies.haproxy(usual), proxies.sluice(usual)), Wrk.keepAlive(CONNECTIONS));
      for (final List<Place> panel : panels) {
        bench.measureTogether(panel.stream().map(place -> row(proxies, place, perf)).toList());
      }
      loops(bench, scene, server, perf);
    }
  }

  private static List<Place> places(
      final String panel, final List<Integer> counts, final Section section, final boolean clients)
      throws IOException {
    final List<Place> places = new ArrayList<>();
    for (final int count : counts) {
      places.add(new Place(panel, count, section.add(count), clients ? count : 0));
    }
    return places;
  }

  /** As many loops as there are cores, and half of it, and so on. */
  private static void loops(
      final Bench bench, final Scene scene, final int server, final boolean perf)
      throws IOException, InterruptedException {
    final List<Row> rows = new ArrayList<>();
    for (int loops = 1; loops <= Runtime.getRuntime().availableProcessors(); loops *= 2) {
      final Proxies proxies = new Proxies(scene, OptionalInt.of(loops));
      final Place place = new Place("event loops", loops, Sections.http(proxies, server), 0);
      proxies.start();
      final Row row = row(proxies, place, perf);
      bench.warmUp(row.ways(), Wrk.keepAlive(CONNECTIONS));
      rows.add(row);
    }
    bench.measureTogether(rows);
  }

  private static Row row(final Proxies proxies, final Place place, final boolean perf) {
    final Wrk wrk = new Wrk(CONNECTIONS, "/v3/auth/tokens", false, place.clients());
    return Row.of(
            "%s: %d".formatted(place.panel(), place.count()),
            List.of(proxies.haproxy(place.entry()), proxies.sluice(place.entry())),
            new LoadProbe(wrk, perf),
            FIGURES)
        .at(place.panel(), place.count());
  }

  /** Adds a section that has so many of something. */
  @FunctionalInterface
  private interface Section {
    Proxies.Entry add(int count) throws IOException;
  }

  /**
   * One point.
   *
   * @param clients that the load plays in turn; 0: it says none
   */
  private record Place(String panel, int count, Proxies.Entry entry, int clients) {}
}
