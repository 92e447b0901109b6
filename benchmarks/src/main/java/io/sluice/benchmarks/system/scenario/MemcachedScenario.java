package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.load.MemcachedLoad;
import io.sluice.benchmarks.system.scene.Proxies;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Sections;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** A real memcached: nine reads of 1 KiB for each write, by a client of our own. */
final class MemcachedScenario implements Scenario {
  private static final String USER = System.getProperty("user.name");

  @Override
  public String name() {
    return "memcached";
  }

  @Override
  public String summary() {
    return "memcached, reads and writes of 1 KiB in mode tcp";
  }

  @Override
  public List<Program> needs() {
    return List.of(Program.MEMCACHED, Program.HAPROXY);
  }

  @Override
  public void run(final Bench bench) throws IOException, InterruptedException {
    try (Scene scene = bench.scene()) {
      final int server = Scene.freePort();
      final Process memcached =
          scene.start(
              "memcached",
              List.of(
                  "memcached",
                  "-l",
                  "127.0.0.1",
                  "-p",
                  "" + server,
                  "-U",
                  "0",
                  "-t",
                  "1",
                  "-u",
                  USER));
      scene.awaitPort(server, memcached);
      final Proxies proxies = new Proxies(scene);
      final Proxies.Entry entry = Sections.tcp(proxies, server);
      proxies.start();
      final List<Way> ways = proxies.ways(server, entry);
      new MemcachedLoad(1, true).run(Way.direct(server), 1);
      bench.warmUp(ways, new MemcachedLoad(64, false));
      bench.measure(
          Stream.of(1, 64)
              .map(connections ->
                  Row.of(
                          "memcached, " + Names.connections(connections),
                          ways,
                          new MemcachedLoad(connections, false))
                      .goals(Goals.messages()))
              .toList());
    }
  }
}
