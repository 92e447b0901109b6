package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.host.Program;
import java.io.IOException;
import java.util.List;

/**
 * Some rows of the table that share servers and proxies. It starts them, and hands its rows to
 * {@link Bench#measure}; what it started has ended when it returns.
 */
public interface Scenario {
  /** One word, as the option {@code --rows} says it. */
  String name();

  /** One line for who chooses. */
  String summary();

  /** What has to be installed. */
  List<Program> needs();

  /** Measures the rows. */
  void run(Bench bench) throws IOException, InterruptedException;

  /** How many rounds say enough: less of what takes long, or hardly varies. */
  default int mostRounds() {
    return Integer.MAX_VALUE;
  }
}
