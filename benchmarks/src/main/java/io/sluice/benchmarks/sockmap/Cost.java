package io.sluice.benchmarks.sockmap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Instructions of client and server, of a relay and of the kernel's workers, as perf(1) counts
 * them; what else runs on the machine is left out.
 */
final class Cost {
  private static final Pattern COUNTED = Pattern.compile("(?m)^([0-9]+),[^,]*,instructions");

  private final Process perf;

  /**
   * @param relay process that counts beside this one; 0: none
   */
  Cost(final long relay) throws IOException, InterruptedException {
    final List<Long> own = List.of(ProcessHandle.current().pid(), relay);
    final String processes =
        Stream.concat(own.stream().filter(pid -> pid != 0), workers().stream())
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    perf =
        new ProcessBuilder("perf", "stat", "-x", ",", "-e", "instructions", "-p", processes)
            .redirectErrorStream(true)
            .start();
    // Time for perf to begin, in which whoever asked does nothing.
    Thread.sleep(150);
  }

  private static List<Long> workers() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(path -> isWorker(path.resolve("comm")))
          .map(path -> Long.valueOf(path.getFileName().toString()))
          .toList();
    }
  }

  private static boolean isWorker(final Path name) {
    try {
      final String said = Files.readString(name);
      return said.startsWith("kworker") || said.startsWith("ksoftirqd");
    } catch (final IOException none) {
      return false;
    }
  }

  /** Ends the count. Returns NaN when perf gave none. */
  double instructions() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(perf.pid())).start().waitFor();
    final String said = new String(perf.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    perf.waitFor();
    final Matcher counted = COUNTED.matcher(said);
    return counted.find() ? Double.parseDouble(counted.group(1)) : Double.NaN;
  }
}
