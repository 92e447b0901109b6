package io.sluice.benchmarks.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads the server directly, through HAProxy and through Sluice, in turn, several rounds of each,
 * and prints medians, their spread, and the ratios of Sluice to HAProxy as a table in Markdown.
 *
 * <p>Arguments: {@link Options#USAGE}. Nothing else should run.
 */
public final class SideBySide {
  private static final Load USUAL = new Wrk("keep-alive, 64 connections", 64, false);
  private static final Load CONNECTIONS =
      new Wrk("a new connection for each request, 32 at a time", 32, true);
  private static final List<Load> SATURATING =
      List.of(
          new Wrk("keep-alive, 1 connection", 1, false),
          new Wrk("keep-alive, 16 connections", 16, false),
          USUAL,
          new Wrk("keep-alive, 256 connections", 256, false),
          CONNECTIONS);

  /** Of what goes through HAProxy at most. */
  private static final double FIXED_PART = 0.5;

  private final Scene scene;
  private final Options options;
  private final List<String> report = new ArrayList<>();

  private SideBySide(final Scene scene, final Options options) {
    this.scene = scene;
    this.options = options;
  }

  /** See the class. */
  public static void main(final String[] args) throws IOException, InterruptedException {
    final Options options;
    try {
      options = Options.parse(args);
    } catch (final IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    final List<String> machine = Machine.describe(options.sluice().getParent());
    try (Scene scene = new Scene(options.sluice())) {
      new SideBySide(scene, options).run(machine);
    }
  }

  private void run(final List<String> machine) throws IOException, InterruptedException {
    machine.forEach(this::say);
    say(
        ("- before the first round: %d s of keep-alive and %1$d s of new connections on each way,"
                + " HAProxy's and Sluice's alike")
            .formatted(options.warmUpSeconds()));
    say(
        ("- %d rounds of %d s on each way in turn: the median (lowest–highest); a ratio is the median"
                + " of the rounds' own, and ?? is before one that differs too much to say anything")
            .formatted(options.rounds(), options.seconds()));
    say("");
    warmUp();
    Table.head().forEach(this::say);
    double perSecond = 0;
    for (final Load load : SATURATING) {
      final List<Reading> haproxy = interleaved(load).get("HAProxy");
      if (load.equals(USUAL)) {
        perSecond = Spread.of(haproxy, Reading::perSecond).median();
      }
    }
    final int rate = (int) (perSecond * FIXED_PART);
    interleaved(new H2Load("fixed rate of " + rate + "/s, 64 connections", 64, rate));
    if (options.out().isPresent()) {
      Files.write(options.out().get(), report);
    }
  }

  private void warmUp() throws IOException, InterruptedException {
    for (final Load load : List.of(USUAL, CONNECTIONS)) {
      for (final Way way : scene.ways()) {
        load.run(way, options.warmUpSeconds());
      }
    }
  }

  private Map<String, List<Reading>> interleaved(final Load load)
      throws IOException, InterruptedException {
    final Map<String, List<Reading>> readings = new LinkedHashMap<>();
    for (int round = 0; round < options.rounds(); round++) {
      for (final Way way : scene.ways()) {
        readings.computeIfAbsent(way.name(), name -> new ArrayList<>()).add(measure(load, way));
      }
    }
    readings.forEach((name, rounds) -> say(Table.way(load.name(), name, rounds)));
    say(Table.ratios(load.name(), readings));
    return readings;
  }

  private Reading measure(final Load load, final Way way) throws IOException, InterruptedException {
    final Cpu before = Cpu.now(way.pid());
    final Load.Outcome outcome = load.run(way, options.seconds());
    final Cpu after = Cpu.now(way.pid());
    final double requests = Math.max(1, outcome.requests());
    return new Reading(
        outcome.perSecond(),
        after.userMicrosSince(before) / requests,
        after.systemMicrosSince(before) / requests,
        after.machineMicrosSince(before) / requests,
        outcome.p50Micros(),
        outcome.p99Micros(),
        residentMiB(way.pid()),
        outcome.failed());
  }

  /** Source: proc(5), VmRSS. */
  private static double residentMiB(final long pid) throws IOException {
    if (pid == 0) {
      return 0;
    }
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / 1024.0;
    }
  }

  private void say(final String line) {
    System.out.println(line);
    report.add(line);
  }
}
