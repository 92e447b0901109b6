package io.sluice.engine.launch;

import io.sluice.backends.Balancers;
import io.sluice.config.ConfigProblem;
import io.sluice.config.ReadResult;
import io.sluice.health.Checks;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code -c}: reads a configuration and says what is wrong with it. Opens no socket and asks for no
 * name.
 *
 * @param files as of the command line
 */
record ConfigCheck(List<Path> files) {
  int run() {
    if (files.isEmpty()) {
      System.err.println("sluice: -c needs a configuration; name it with -f FILE");
      return Main.UNUSABLE;
    }
    final ReadResult result = new ConfigSource(files).read(Balancers.load(), Checks.load());
    return switch (result) {
      case ReadResult.Valid valid -> {
        valid.warnings().forEach(System.err::println);
        System.out.println("Configuration file is valid");
        yield Main.FINE;
      }
      case ReadResult.Invalid invalid -> {
        printProblems(invalid.problems());
        yield Main.UNUSABLE;
      }
    };
  }

  /** One line each, and how many there are. */
  static void printProblems(final List<ConfigProblem> problems) {
    problems.forEach(System.err::println);
    final long errors =
        problems.stream().filter(p -> p.severity() == ConfigProblem.Severity.ERROR).count();
    System.err.println("sluice: " + errors + (errors == 1 ? " error" : " errors"));
  }
}
