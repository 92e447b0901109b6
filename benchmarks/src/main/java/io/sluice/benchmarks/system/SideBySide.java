package io.sluice.benchmarks.system;

import io.sluice.benchmarks.system.figure.Result;
import io.sluice.benchmarks.system.host.Instructions;
import io.sluice.benchmarks.system.host.Machine;
import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.report.Growth;
import io.sluice.benchmarks.system.report.GrowthPlot;
import io.sluice.benchmarks.system.report.JsonReport;
import io.sluice.benchmarks.system.report.Markdown;
import io.sluice.benchmarks.system.report.RatioPlot;
import io.sluice.benchmarks.system.scenario.Bench;
import io.sluice.benchmarks.system.scenario.Plan;
import io.sluice.benchmarks.system.scenario.Scenario;
import io.sluice.benchmarks.system.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Loads servers directly, through HAProxy and through Sluice, in turn, several rounds of each, and
 * prints medians, their spread, the ratios of Sluice to HAProxy, and whether the goals are reached.
 *
 * <p>Arguments: the launcher, and {@link Options#USAGE}. Nothing else should run.
 */
public final class SideBySide {
  private static final int USAGE_STATUS = 2;

  private final Options options;
  private final Bench bench;
  private final List<String> report = new ArrayList<>();

  private SideBySide(final Options options) {
    this.options = options;
    bench = new Bench(options.plan(), System.err::println);
  }

  /** See the class. */
  public static void main(final String[] args) throws IOException, InterruptedException {
    if (List.of(args).contains("--help")) {
      System.out.println(Options.USAGE);
      return;
    }
    final Options options;
    try {
      options = Options.parse(args);
    } catch (final IllegalArgumentException e) {
      System.err.println("sluice bench: " + e.getMessage());
      System.exit(USAGE_STATUS);
      return;
    }
    if (options.list()) {
      Scenarios.ALL.forEach(s -> System.out.printf("%-12s %s%n", s.name(), s.summary()));
      return;
    }
    requirePrograms(options.scenarios());
    if (options.plan().perf() && !Instructions.canBeCounted()) {
      System.err.println(
          "sluice bench: --perf: perf(1) is not installed (on Debian: apt-get install linux-perf),"
              + " or may not count");
      System.exit(USAGE_STATUS);
    }
    System.exit(new SideBySide(options).run() ? 0 : 1);
  }

  /** Ends with a message when something is not installed. */
  private static void requirePrograms(final List<Scenario> scenarios) {
    final List<Program> missing =
        Program.missing(scenarios.stream().flatMap(s -> s.needs().stream()).distinct().toList());
    if (!missing.isEmpty()) {
      System.err.println(
          "sluice bench: not installed: "
              + missing.stream().map(Program::name).collect(Collectors.joining(", "))
              + "; on Debian: apt-get install "
              + missing.stream().map(Program::packageName).collect(Collectors.joining(" ")));
      System.exit(USAGE_STATUS);
    }
  }

  /** Whether everything could be measured. */
  private boolean run() throws IOException, InterruptedException {
    final Plan plan = options.plan();
    final List<String> about = new ArrayList<>(Machine.describe(plan.launcher().getParent()));
    about.add(
        "- %d rounds of %d s on each way in turn, behind one that is not counted, and %d s of warm-up on each proxy"
            .formatted(plan.rounds(), plan.seconds(), plan.warmUpSeconds()));
    about.add(
        "- figures are medians, in brackets the range that holds the true median with nine chances"
            + " of ten; ratios are of the rounds' own, and \"unclear\" where the range is wider"
            + " than 0.4 of the ratio or there were fewer than 3 rounds");
    about.add("- CPU is microseconds for each unit of work");
    about.forEach(this::say);
    for (final Scenario scenario : options.scenarios()) {
      final List<Result> results = bench.run(scenario);
      say("");
      say("### " + scenario.name() + ": " + scenario.summary());
      Markdown.tables(results).forEach(this::say);
      Growth.sentences(results).forEach(this::say);
    }
    say("");
    say(Markdown.summary(bench.results()));
    bench.failures().forEach(failure -> say("Not measured: " + failure));
    write(options.out(), String.join("\n", report) + "\n");
    write(options.json(), JsonReport.text(about, bench.results(), bench.failures()));
    write(options.plot(), RatioPlot.text(bench.results()));
    write(options.growthPlot(), GrowthPlot.text(bench.results()));
    return bench.failures().isEmpty();
  }

  private static void write(final Optional<Path> file, final String text) throws IOException {
    if (file.isPresent()) {
      Files.writeString(file.get(), text);
    }
  }

  private void say(final String line) {
    System.out.println(line);
    report.add(line);
  }
}
