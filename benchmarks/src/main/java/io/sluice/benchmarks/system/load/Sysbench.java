package io.sluice.benchmarks.system.load;

import io.sluice.benchmarks.system.host.Programs;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Transactions that read and write, by sysbench(1)'s oltp_read_write.
 *
 * @param threads each with a connection
 */
public record Sysbench(int threads) implements Load {
  private static final int TABLES = 4;
  private static final int ROWS = 5_000;
  private static final long NANOS_OF_MILLI = 1_000_000;
  private static final Pattern TRANSACTIONS =
      Pattern.compile("transactions:\\s+(\\d+)\\s+\\(([0-9.]+) per sec");
  private static final Pattern FAILED =
      Pattern.compile("(?:ignored errors|reconnects):\\s+(\\d+)\\s");

  /** A line of its histogram: the upper end in milliseconds, a bar, how many. */
  private static final Pattern BAR = Pattern.compile("(?m)^\\s*([0-9.]+) \\|[* ]*\\s(\\d+)$");

  /** Makes the tables. */
  public void prepare(final int port) throws IOException, InterruptedException {
    Programs.run(command(port, "prepare"));
  }

  @Override
  public Outcome run(final Way way, final int seconds) throws IOException, InterruptedException {
    return outcome(Programs.run(command(way.port(), "--time=" + seconds, "--histogram=on", "run")));
  }

  private List<String> command(final int port, final String... more) {
    final List<String> command =
        new ArrayList<>(
            List.of(
                "sysbench",
                "oltp_read_write",
                "--db-driver=mysql",
                "--mysql-host=127.0.0.1",
                "--mysql-port=" + port,
                "--mysql-user=sbtest",
                "--mysql-db=sbtest",
                "--tables=" + TABLES,
                "--table-size=" + ROWS,
                "--threads=" + threads));
    command.addAll(List.of(more));
    return command;
  }

  static Outcome outcome(final String output) throws IOException {
    final Matcher transactions = TRANSACTIONS.matcher(output);
    if (!transactions.find()) {
      throw new IOException("sysbench printed: " + output);
    }
    long failed = 0;
    final Matcher failures = FAILED.matcher(output);
    while (failures.find()) {
      failed += Long.parseLong(failures.group(1));
    }
    return new Outcome(
        Long.parseLong(transactions.group(1)),
        Double.parseDouble(transactions.group(2)),
        failed,
        latency(output));
  }

  private static Latency latency(final String output) {
    final List<Long> nanos = new ArrayList<>();
    final Matcher bars = BAR.matcher(output);
    while (bars.find()) {
      final long value = (long) (Double.parseDouble(bars.group(1)) * NANOS_OF_MILLI);
      for (int i = 0; i < Integer.parseInt(bars.group(2)); i++) {
        nanos.add(value);
      }
    }
    return Latency.ofNanos(nanos.stream().mapToLong(Long::longValue).toArray(), nanos.size());
  }
}
