package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.load.Wrk;
import io.sluice.benchmarks.system.scene.Nginx;
import io.sluice.benchmarks.system.scene.Proxies;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Sections;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.List;

/** Small messages to and fro over connections of TCP: HTTP that the proxies do not look into. */
final class TcpScenario implements Scenario {
  private static final List<Integer> CONNECTIONS = List.of(1, 16, 64, 256, 1024);

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public String summary() {
    return "small messages to and fro in mode tcp";
  }

  @Override
  public List<Program> needs() {
    return List.of(Program.NGINX, Program.HAPROXY, Program.WRK);
  }

  @Override
  public void run(final Bench bench) throws IOException, InterruptedException {
    try (Scene scene = bench.scene()) {
      final int server = Nginx.start(scene);
      final Proxies proxies = new Proxies(scene);
      final Proxies.Entry entry = Sections.tcp(proxies, server);
      proxies.start();
      final List<Way> ways = proxies.ways(server, entry);
      bench.warmUp(ways, Wrk.keepAlive(64));
      bench.measure(
          CONNECTIONS.stream()
              .map(connections ->
                  Row.of(
                          "messages, " + Names.connections(connections),
                          ways,
                          Wrk.keepAlive(connections))
                      .goals(Goals.messages()))
              .toList());
    }
  }
}
