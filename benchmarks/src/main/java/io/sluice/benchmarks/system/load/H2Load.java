package io.sluice.benchmarks.system.load;

import io.sluice.benchmarks.system.host.Programs;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fixed rate of requests over HTTP/1, by h2load(1), whose own figures have no percentiles: they
 * are taken from its log of each request.
 *
 * <p>It wakes every 10 ms and sends what is due in one burst, a request of a connection behind the
 * other, and counts each from when it was sent. {@link Paced} is the steady rate.
 *
 * @param connections at one time
 * @param perSecond requests for each second, over all
 */
public record H2Load(int connections, int perSecond) implements Load {
  /** Requests at the start that are not counted, in parts of the whole. */
  private static final int WARM_UP_PART = 10;

  private static final long NANOS_OF_MICRO = 1_000;

  @Override
  public Outcome run(final Way way, final int seconds) throws IOException, InterruptedException {
    final Path log = Files.createTempFile("sluice-h2load-", ".log");
    try {
      Programs.run(command(way, seconds, log));
      return outcome(Files.readAllLines(log), seconds);
    } finally {
      Files.delete(log);
    }
  }

  private List<String> command(final Way way, final int seconds, final Path log) {
    final List<String> command =
        new ArrayList<>(
            List.of(
                "h2load",
                "--h1",
                "-t1",
                "-c" + connections,
                "--rps=" + (double) perSecond / connections,
                "-D" + seconds,
                "--log-file=" + log));
    for (final String header : HEADERS) {
      command.addAll(List.of("-H", header));
    }
    command.add("http://127.0.0.1:" + way.port() + "/v3/auth/tokens");
    return command;
  }

  /** Each line: start, status, microseconds. */
  private static Outcome outcome(final List<String> lines, final int seconds) {
    final List<String> counted = lines.subList(lines.size() / WARM_UP_PART, lines.size());
    final long[] nanos = new long[counted.size()];
    int good = 0;
    for (final String line : counted) {
      final String[] fields = line.split("\t", -1);
      if (fields[1].startsWith("2")) {
        nanos[good++] = Long.parseLong(fields[2]) * NANOS_OF_MICRO;
      }
    }
    return new Outcome(
        lines.size(),
        (double) lines.size() / seconds,
        counted.size() - good,
        Latency.ofNanos(nanos, good));
  }
}
