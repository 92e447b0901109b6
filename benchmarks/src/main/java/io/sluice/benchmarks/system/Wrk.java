package io.sluice.benchmarks.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As many requests as go, by wrk(1).
 *
 * @param connections at one time
 * @param close whether each request has a connection of its own
 */
record Wrk(String name, int connections, boolean close) implements Load {
  private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in ");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern ERRORS =
      Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  @Override
  public Outcome run(final Way way, final int seconds) throws IOException, InterruptedException {
    final List<String> command =
        new ArrayList<>(
            List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency"));
    for (final String header : HEADERS) {
      command.addAll(List.of("-H", header));
    }
    if (close) {
      command.addAll(List.of("-H", "Connection: close"));
    }
    command.add("http://127.0.0.1:" + way.port() + "/v3/auth/tokens");
    final String output = Programs.run(command);
    return new Outcome(
        (long) number(TOTAL, output),
        number(RATE, output),
        micros("50%", output),
        micros("99%", output),
        errors(output));
  }

  private static double number(final Pattern pattern, final String output) throws IOException {
    final Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("wrk printed: " + output);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static double micros(final String percentile, final String output) throws IOException {
    final Matcher matcher = Pattern.compile(percentile + "\\s+([0-9.]+)(us|ms|s)").matcher(output);
    if (!matcher.find()) {
      throw new IOException("wrk printed: " + output);
    }
    final double value = Double.parseDouble(matcher.group(1));
    return switch (matcher.group(2)) {
      case "us" -> value;
      case "ms" -> value * 1_000;
      default -> value * 1_000_000;
    };
  }

  private static long errors(final String output) {
    long count = 0;
    final Matcher sockets = ERRORS.matcher(output);
    if (sockets.find()) {
      for (int i = 1; i <= sockets.groupCount(); i++) {
        count += Long.parseLong(sockets.group(i));
      }
    }
    final Matcher status = STATUS.matcher(output);
    return status.find() ? count + Long.parseLong(status.group(1)) : count;
  }
}
