package io.sluice.benchmarks.system.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a table was taken on, without which its figures say nothing. Stateless. */
public final class Machine {
  private Machine() {}

  /**
   * A list in Markdown.
   *
   * @param sources the folder of the launcher, whose commit runs
   */
  public static List<String> describe(final Path sources) throws IOException, InterruptedException {
    return List.of(
        "- machine: %d cores, %s, %s, Linux %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                value("/proc/cpuinfo", "model name"),
                memory(),
                System.getProperty("os.version")),
        "- load average at the start: " + Files.readString(Path.of("/proc/loadavg")).strip(),
        "- Sluice: commit " + commit(sources) + ", Java " + Runtime.version(),
        "- " + firstLine("haproxy", "-v"),
        "- clients: " + wrk() + ", " + firstLine("h2load", "--version"),
        "- " + firstLine("nginx", "-v"));
  }

  private static String memory() throws IOException {
    final long kiB = Long.parseLong(value("/proc/meminfo", "MemTotal").replaceAll("\\D", ""));
    return kiB / (1 << 20) + " GiB";
  }

  private static String value(final String file, final String key) throws IOException {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }

  private static String commit(final Path sources) throws IOException, InterruptedException {
    final String folder = sources.toString();
    final String commit;
    try {
      commit = firstLine("git", "-C", folder, "rev-parse", "--short=12", "HEAD");
    } catch (final IOException _) {
      return "unknown";
    }
    final boolean changed =
        !Programs.run(List.of("git", "-C", folder, "status", "--porcelain", "-uno")).isBlank();
    return changed ? commit + " and changes" : commit;
  }

  private static String firstLine(final String... command)
      throws IOException, InterruptedException {
    if (Programs.find(command[0]).isEmpty()) {
      return command[0] + " is not installed";
    }
    return Programs.run(List.of(command)).lines().findFirst().orElse("unknown");
  }

  /** It prints its version with its usage, and calls that a failure. */
  private static String wrk() throws InterruptedException {
    try {
      return firstLine("wrk", "-v");
    } catch (final IOException e) {
      return e.getMessage()
          .lines()
          .map(line -> line.substring(Math.max(0, line.lastIndexOf("wrk "))))
          .filter(line -> line.matches("wrk \\S*\\d.*"))
          .map(line -> line.replaceAll(" \\[.*", ""))
          .findFirst()
          .orElse("wrk");
    }
  }
}
