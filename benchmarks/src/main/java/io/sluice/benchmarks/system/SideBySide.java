package io.sluice.benchmarks.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Loads the server directly, through HAProxy and through Sluice, in turn, several rounds of each,
 * and prints medians and their ratios as a table in Markdown.
 *
 * <p>Arguments: the launcher of Sluice, rounds (5), seconds of each (5). Nothing else should run.
 */
public final class SideBySide {
  private static final List<Load> SATURATING =
      List.of(
          new Wrk("keep-alive, 64 connections", 64, false),
          new Wrk("keep-alive, 256 connections", 256, false),
          new Wrk("a new connection for each request, 32 at a time", 32, true));

  /** Of what goes through HAProxy at most. */
  private static final double FIXED_PART = 0.5;

  private final Scene scene;
  private final int rounds;
  private final int seconds;

  private SideBySide(final Scene scene, final int rounds, final int seconds) {
    this.scene = scene;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /** See the class. */
  public static void main(final String[] args) throws IOException, InterruptedException {
    final Path sluice = Path.of(args[0]).toAbsolutePath();
    final int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    final int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    try (Scene scene = new Scene(sluice)) {
      new SideBySide(scene, rounds, seconds).run();
    }
  }

  private void run() throws IOException, InterruptedException {
    for (final Way way : scene.ways()) {
      measure(SATURATING.getFirst(), way);
    }
    say("| load | way | requests/s | proxy CPU µs | machine CPU µs | p50 µs | p99 µs | failed |");
    say("|---|---|---|---|---|---|---|---|");
    double mostThroughHaproxy = 0;
    for (final Load load : SATURATING) {
      final Map<String, Reading> medians = interleaved(load);
      if (mostThroughHaproxy == 0) {
        mostThroughHaproxy = medians.get("HAProxy").perSecond();
      }
    }
    final int rate = (int) (mostThroughHaproxy * FIXED_PART);
    interleaved(new H2Load("fixed rate, 64 connections", 64, rate));
  }

  private Map<String, Reading> interleaved(final Load load)
      throws IOException, InterruptedException {
    final Map<String, List<Reading>> readings = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (final Way way : scene.ways()) {
        readings.computeIfAbsent(way.name(), name -> new ArrayList<>()).add(measure(load, way));
      }
    }
    final Map<String, Reading> medians = new LinkedHashMap<>();
    readings.forEach((name, all) -> medians.put(name, Reading.median(all)));
    medians.forEach((name, median) -> say(row(load.name(), name, median)));
    say(ratios(load.name(), medians.get("Sluice"), medians.get("HAProxy")));
    return medians;
  }

  private Reading measure(final Load load, final Way way) throws IOException, InterruptedException {
    final Cpu before = Cpu.now(way.pid());
    final Load.Outcome outcome = load.run(way, seconds);
    final Cpu after = Cpu.now(way.pid());
    return new Reading(
        outcome.perSecond(),
        after.processMicrosSince(before) / outcome.requests(),
        after.machineMicrosSince(before) / outcome.requests(),
        outcome.p50Micros(),
        outcome.p99Micros(),
        outcome.failed());
  }

  private static String row(final String load, final String way, final Reading r) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.0f | %.1f | %.1f | %.0f | %.0f | %d |",
        load,
        way,
        r.perSecond(),
        r.proxyMicros(),
        r.machineMicros(),
        r.p50Micros(),
        r.p99Micros(),
        r.failed());
  }

  private static String ratios(final String load, final Reading ours, final Reading theirs) {
    return String.format(
        Locale.ROOT,
        "| %s | **Sluice / HAProxy** | **%.2f** | **%.2f** | **%.2f** | **%.2f** | **%.2f** | |",
        load,
        ours.perSecond() / theirs.perSecond(),
        ours.proxyMicros() / theirs.proxyMicros(),
        ours.machineMicros() / theirs.machineMicros(),
        ours.p50Micros() / theirs.p50Micros(),
        ours.p99Micros() / theirs.p99Micros());
  }

  private static void say(final String line) {
    System.out.println(line);
  }
}
