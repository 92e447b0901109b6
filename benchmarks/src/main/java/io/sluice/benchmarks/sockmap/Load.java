package io.sluice.benchmarks.sockmap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages of 64 bytes there and back, and bulk, through several relays in turn.
 *
 * <p>{@code Load PORT ROUNDS SECONDS CONNECTIONS,... WAY...}: the port is the server's. A way is
 * {@code direct}, a kind of {@link Relay} with its hook such as {@code gated/SKB} or {@code
 * copy/SKB}, or {@code name:port:pid} of a proxy before the server. 0 connections are one of bulk.
 */
final class Load {
  private static final long WARM_NANOS = 300_000_000;

  /** Where a relay is; 0: the process is none of ours, or there is none. */
  private record Way(int port, long pid) {}

  /** What a round gave: in a second, instructions for each, and times there and back. */
  private record Round(double rate, double instructions, double half, double most) {}

  private final double seconds;
  private final Map<String, Way> ways = new LinkedHashMap<>();
  private final List<Process> relays = new ArrayList<>();

  private Load(final double seconds) {
    this.seconds = seconds;
  }

  public static void main(final String... arguments) throws Exception {
    final Tcp listener = Tcp.listen(Integer.parseInt(arguments[0]));
    Thread.ofPlatform().daemon().start(new Echo(listener));
    final Load load = new Load(Double.parseDouble(arguments[2]));
    try {
      for (final String way : Arrays.asList(arguments).subList(4, arguments.length)) {
        load.add(way, listener.port());
      }
      for (final String connections : arguments[3].split(",", -1)) {
        load.rounds(Integer.parseInt(connections), Integer.parseInt(arguments[1]));
      }
    } finally {
      load.relays.forEach(Process::destroy);
    }
  }

  private void add(final String way, final int server) throws IOException {
    if ("direct".equals(way)) {
      ways.put(way, new Way(server, 0));
    } else if (way.contains(":")) {
      final String[] parts = way.split(":", -1);
      ways.put(parts[0], new Way(Integer.parseInt(parts[1]), Long.parseLong(parts[2])));
    } else {
      final Process relay = start(way, server);
      relays.add(relay);
      final BufferedReader said =
          new BufferedReader(
              new InputStreamReader(relay.getInputStream(), StandardCharsets.US_ASCII));
      ways.put(way, new Way(Integer.parseInt(said.readLine()), relay.pid()));
    }
  }

  private static Process start(final String way, final int server) throws IOException {
    final String[] parts = way.split("/", -1);
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx128m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Relay.class.getName()));
    command.addAll(List.of(parts[0], parts[1], Integer.toString(server)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void rounds(final int connections, final int rounds) throws Exception {
    final Map<String, List<Round>> all = new LinkedHashMap<>();
    // One round more, which warms up.
    for (int round = 0; round <= rounds; round++) {
      for (final Map.Entry<String, Way> way : ways.entrySet()) {
        final Way to = way.getValue();
        final Round one = connections == 0 ? bulk(to) : messages(to, connections);
        if (round > 0) {
          all.computeIfAbsent(way.getKey(), _ -> new ArrayList<>()).add(one);
        }
      }
    }
    System.out.println(
        connections == 0
            ? "bulk: MB/s, instructions for each KiB"
            : connections + " connections: messages/s, instructions for each");
    all.forEach(Load::print);
  }

  private static void print(final String way, final List<Round> rounds) {
    final double[] rates = rounds.stream().mapToDouble(Round::rate).sorted().toArray();
    final double[] costs = rounds.stream().mapToDouble(Round::instructions).sorted().toArray();
    final double[] halves = rounds.stream().mapToDouble(Round::half).sorted().toArray();
    final double[] most = rounds.stream().mapToDouble(Round::most).sorted().toArray();
    final int middle = rates.length / 2;
    final int last = rates.length - 1;
    System.out.printf(
        "  %-16s %9.0f (%.0f-%.0f)  %8.0f (%.0f-%.0f)  p50 %.0f us, p99 %.0f us%n",
        way,
        rates[middle],
        rates[0],
        rates[last],
        costs[middle],
        costs[0],
        costs[last],
        halves[middle],
        most[middle]);
  }

  private Round bulk(final Way way) throws IOException, InterruptedException {
    try (Tcp client = Tcp.connect(way.port)) {
      client.sendAll("B");
      read(client, WARM_NANOS);
      final Cost cost = new Cost(way.pid);
      final long began = System.nanoTime();
      final long got = read(client, (long) (seconds * 1e9));
      final double took = (System.nanoTime() - began) / 1e9;
      return new Round(got / 1e6 / took, cost.instructions() / (got / 1024.0), 0, 0);
    }
  }

  private static long read(final Tcp from, final long nanos) {
    final long until = System.nanoTime() + nanos;
    long got = 0;
    while (System.nanoTime() < until) {
      got += Math.max(0, from.receive(1 << 18, true));
    }
    return got;
  }

  private Round messages(final Way way, final int connections)
      throws IOException, InterruptedException {
    try (Messages messages = new Messages(way.port, connections)) {
      messages.exchange(WARM_NANOS);
      final Cost cost = new Cost(way.pid);
      final long began = System.nanoTime();
      final long count = messages.exchange((long) (seconds * 1e9));
      final double took = (System.nanoTime() - began) / 1e9;
      return new Round(
          count / took, cost.instructions() / count, messages.micros(0.5), messages.micros(0.99));
    }
  }
}
