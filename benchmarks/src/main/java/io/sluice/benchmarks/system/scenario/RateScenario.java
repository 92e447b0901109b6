package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.load.H2Load;
import io.sluice.benchmarks.system.load.Paced;
import io.sluice.benchmarks.system.load.Wrk;
import io.sluice.benchmarks.system.scene.Nginx;
import io.sluice.benchmarks.system.scene.Proxies;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Sections;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.List;

/**
 * Latency at a part of the rate at which HAProxy is saturated with as many connections: at a tenth,
 * where the proxy is all that a request waits for, and at half, where processes wait for processors
 * too.
 */
final class RateScenario implements Scenario {
  private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);
  private static final List<Double> PARTS = List.of(0.1, 0.5);

  /** The lowest of so many is taken: a machine may be twice as fast at one time as at another. */
  private static final int SATURATIONS = 3;

  private static final int BURST_CONNECTIONS = 64;

  @Override
  public String name() {
    return "rate";
  }

  @Override
  public String summary() {
    return "latency of HTTP at a tenth and half of HAProxy's saturated rate, steady and in bursts (h2load)";
  }

  @Override
  public List<Program> needs() {
    return List.of(Program.NGINX, Program.HAPROXY, Program.WRK, Program.H2LOAD);
  }

  @Override
  public void run(final Bench bench) throws IOException, InterruptedException {
    try (Scene scene = bench.scene()) {
      final int server = Nginx.start(scene);
      final Proxies proxies = new Proxies(scene);
      final Proxies.Entry entry = Sections.http(proxies, server);
      proxies.start();
      final List<Way> ways = proxies.ways(server, entry);
      bench.warmUp(ways, Wrk.keepAlive(BURST_CONNECTIONS));
      for (final int connections : CONNECTIONS) {
        final double most = saturation(proxies.haproxy(entry), connections);
        for (final double part : PARTS) {
          bench.measure(List.of(steady(ways, connections, (int) (most * part))));
        }
        if (connections == BURST_CONNECTIONS) {
          bench.measure(List.of(inBursts(ways, (int) (most * PARTS.getLast()))));
        }
      }
    }
  }

  private static Row steady(final List<Way> ways, final int connections, final int rate) {
    return Row.of(name(connections, rate), ways, new Paced(connections, rate)).goals(Goals.rate());
  }

  private static Row inBursts(final List<Way> ways, final int rate) {
    return Row.of(
            name(BURST_CONNECTIONS, rate) + ", in bursts (h2load)",
            ways,
            new H2Load(BURST_CONNECTIONS, rate))
        .goals(Goals.rate());
  }

  private static String name(final int connections, final int rate) {
    return "%d requests/s, %s".formatted(rate, Names.connections(connections));
  }

  /** Requests per second. */
  private static double saturation(final Way haproxy, final int connections)
      throws IOException, InterruptedException {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < SATURATIONS; i++) {
      least = Math.min(least, Wrk.keepAlive(connections).run(haproxy, 1).perSecond());
    }
    return least;
  }
}
