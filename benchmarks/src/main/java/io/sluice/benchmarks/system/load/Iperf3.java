package io.sluice.benchmarks.system.load;

import io.sluice.benchmarks.system.host.Programs;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As many bytes as go, one way, by iperf3(1); a unit is a MiB that arrived.
 *
 * @param streams connections that carry bytes, beside the one that steers them
 * @param down whether they come from the server
 */
public record Iperf3(int streams, boolean down) implements Load {
  private static final Pattern RECEIVED =
      Pattern.compile("\"sum_received\":\\s*\\{([^}]*)\\}", Pattern.DOTALL);
  private static final double MIB = 1 << 20;
  private static final int TRIES = 20;
  private static final long RETRY_MILLIS = 100;

  @Override
  public Outcome run(final Way way, final int seconds) throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>(List.of("iperf3", "-J", "-c", "127.0.0.1"));
    command.addAll(List.of("-p", "" + way.port(), "-P", "" + streams, "-t", "" + seconds));
    if (down) {
      command.add("-R");
    }
    for (int tries = 1; ; tries++) {
      try {
        return outcome(Programs.run(command));
      } catch (final IOException e) {
        // The server takes one test at a time, and is slow to see that the last one has ended.
        if (tries == TRIES) {
          throw e;
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  private static Outcome outcome(final String output) throws IOException {
    final Matcher received = RECEIVED.matcher(output);
    if (!received.find()) {
      throw new IOException("iperf3 printed: " + output.strip());
    }
    final double mib = number("bytes", received.group(1)) / MIB;
    return new Outcome(mib, mib / number("seconds", received.group(1)), 0, Latency.NONE);
  }

  private static double number(final String key, final String json) throws IOException {
    final Matcher matcher = Pattern.compile("\"" + key + "\":\\s*([0-9.e+]+)").matcher(json);
    if (!matcher.find()) {
      throw new IOException("iperf3 printed: " + json.strip());
    }
    return Double.parseDouble(matcher.group(1));
  }
}
