package io.sluice.benchmarks.system;

import io.sluice.benchmarks.system.scenario.Plan;
import io.sluice.benchmarks.system.scenario.Scenario;
import io.sluice.benchmarks.system.scenario.Scenarios;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@link SideBySide} is told on its command line.
 *
 * @param plan how everything is measured
 * @param scenarios that run
 * @param list whether it only says which scenarios there are
 * @param out where the report goes beside standard output
 * @param json where the figures go
 * @param plot where the plot of the ratios goes
 * @param growthPlot where the plot of growth goes
 */
record Options(
    Plan plan,
    List<Scenario> scenarios,
    boolean list,
    Optional<Path> out,
    Optional<Path> json,
    Optional<Path> plot,
    Optional<Path> growthPlot) {
  static final String USAGE =
      """
      Usage: sluice bench [option]...
        --rows NAME,...     what is measured; all without it
        --only TEXT         of that, rows whose name has the text in it
        --list              says what can be measured, and ends
        --rounds N          of each row on each way (11)
        --seconds N         of each round (1)
        --warm-up N         seconds of load on each proxy before the first row of each kind (8)
        --perf              counts instructions too, in every row
        --quick             the same as --rounds 3 --warm-up 3
        --out FILE          the report, which is printed too, in Markdown
        --json FILE         every figure of every round
        --plot FILE         the ratios to HAProxy, as SVG
        --growth-plot FILE  how cost grows, as SVG\
      """;

  /**
   * Reads a command line, of which the launcher is the first word.
   *
   * @throws IllegalArgumentException with a message for who typed it
   */
  static Options parse(final String... args) {
    final var line = new CommandLine(Arrays.asList(args).subList(1, args.length));
    final boolean quick = line.flag("--quick");
    final boolean list = line.flag("--list");
    final Plan plan =
        new Plan(
            Path.of(args[0]).toAbsolutePath(),
            line.number("--rounds", quick ? 3 : 11, 1),
            line.number("--seconds", 1, 1),
            line.number("--warm-up", quick ? 3 : 8, 0),
            line.flag("--perf"),
            line.text("--only").orElse(""));
    final List<Scenario> scenarios = scenarios(line.text("--rows"));
    final Options options =
        new Options(
            plan,
            scenarios,
            list,
            line.text("--out").map(Path::of),
            line.text("--json").map(Path::of),
            line.text("--plot").map(Path::of),
            line.text("--growth-plot").map(Path::of));
    line.end();
    return options;
  }

  private static List<Scenario> scenarios(final Optional<String> names) {
    if (names.isEmpty()) {
      return Scenarios.ALL;
    }
    final List<String> wanted = List.of(names.get().split(",", -1));
    for (final String name : wanted) {
      if (Scenarios.ALL.stream().noneMatch(scenario -> scenario.name().equals(name))) {
        final String known =
            Scenarios.ALL.stream().map(Scenario::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("there are no rows " + name + "; there are " + known);
      }
    }
    return Scenarios.ALL.stream().filter(scenario -> wanted.contains(scenario.name())).toList();
  }
}
