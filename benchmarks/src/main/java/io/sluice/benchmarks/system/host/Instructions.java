package io.sluice.benchmarks.system.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts the instructions of a process and of the kernel on its behalf, by perf(1). Unlike CPU time
 * they hardly depend on what else runs.
 */
public final class Instructions implements AutoCloseable {
  private static final long START_MILLIS = 150;

  private final Path output;
  private final Process perf;

  private Instructions(final Path output, final Process perf) {
    this.output = output;
    this.perf = perf;
  }

  /** Whether perf is here and may count. */
  public static boolean canBeCounted() throws InterruptedException {
    try {
      final String printed =
          Programs.run(
              List.of("perf", "stat", "-x,", "-e", "instructions:u,instructions:k", "true"));
      return !printed.contains("<not") && printed.contains("instructions");
    } catch (final IOException _) {
      return false;
    }
  }

  /** Begins to count. */
  public static Instructions of(final long pid) throws IOException, InterruptedException {
    final Path output = Files.createTempFile("sluice-perf-", ".csv");
    final List<String> command =
        List.of(
            "perf",
            "stat",
            "-x,",
            "-o",
            output.toString(),
            "-e",
            "instructions:u,instructions:k",
            "-p",
            String.valueOf(pid));
    final Process perf =
        Programs.start(output.getParent().toFile(), output.getFileName() + "", command);
    Thread.sleep(START_MILLIS);
    return new Instructions(output, perf);
  }

  /** Ends the count; NaN: perf counted nothing. */
  public double count() throws IOException, InterruptedException {
    Programs.run(List.of("kill", "-INT", String.valueOf(perf.pid())));
    if (!perf.waitFor(5, TimeUnit.SECONDS)) {
      return Double.NaN;
    }
    double sum = 0;
    for (final String line : Files.readAllLines(output)) {
      if (line.contains("instructions")) {
        final String number = line.substring(0, line.indexOf(','));
        sum += number.matches("\\d+") ? Long.parseLong(number) : Double.NaN;
      }
    }
    return sum == 0 ? Double.NaN : sum;
  }

  @Override
  public void close() throws IOException {
    perf.destroyForcibly();
    Files.deleteIfExists(output);
    Files.deleteIfExists(output.resolveSibling(output.getFileName() + ".log"));
  }
}
