package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.figure.Goal;
import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.load.Wrk;
import io.sluice.benchmarks.system.scene.Nginx;
import io.sluice.benchmarks.system.scene.Proxies;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.List;

/** Small requests on connections that stay, one to many of them, whatever proxies make of them. */
final class SmallMessages {
  /** What they need. */
  static final List<Program> PROGRAMS = List.of(Program.NGINX, Program.HAPROXY, Program.WRK);

  private static final List<Integer> CONNECTIONS = List.of(1, 16, 64, 256, 1024);

  /** What both proxies are to do before one server. */
  interface Section {
    Proxies.Entry add(Proxies proxies, int server) throws IOException;
  }

  private SmallMessages() {}

  /** The ways to a server through proxies that have started and are warm. */
  static List<Way> start(final Bench bench, final Scene scene, final Section section)
      throws IOException, InterruptedException {
    final int server = Nginx.start(scene);
    final Proxies proxies = new Proxies(scene);
    final Proxies.Entry entry = section.add(proxies, server);
    proxies.start();
    final List<Way> ways = proxies.ways(server, entry);
    bench.warmUp(ways, Wrk.keepAlive(64));
    return ways;
  }

  /** A row for each number of connections. */
  static List<Row> rows(final String what, final List<Way> ways, final Goal... goals) {
    return CONNECTIONS.stream()
        .map(connections ->
            Row.of(what + ", " + Names.connections(connections), ways, Wrk.keepAlive(connections))
                .goals(goals))
        .toList();
  }
}
