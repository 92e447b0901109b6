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

/** Latency at half of the rate at which HAProxy is saturated with as many connections. */
final class RateScenario implements Scenario {
  private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);
  private static final double PART = 0.5;
  private static final int BURST_CONNECTIONS = 64;

  @Override
  public String name() {
    return "rate";
  }

  @Override
  public String summary() {
    return "latency of HTTP at half of HAProxy's saturated rate, steady and in bursts (h2load)";
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
        final int rate = rate(proxies.haproxy(entry), connections, bench.plan().seconds());
        final String name = "%d requests/s, %s".formatted(rate, Names.connections(connections));
        bench.measure(
            List.of(Row.of(name, ways, new Paced(connections, rate)).goals(Goals.rate())));
        if (connections == BURST_CONNECTIONS) {
          bench.measure(
              List.of(
                  Row.of(name + ", in bursts (h2load)", ways, new H2Load(connections, rate))
                      .goals(Goals.rate())));
        }
      }
    }
  }

  private static int rate(final Way haproxy, final int connections, final int seconds)
      throws IOException, InterruptedException {
    return (int) (Wrk.keepAlive(connections).run(haproxy, seconds).perSecond() * PART);
  }
}
