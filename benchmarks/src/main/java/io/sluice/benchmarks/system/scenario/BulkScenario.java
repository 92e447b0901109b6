package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.figure.Unit;
import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.load.Iperf3;
import io.sluice.benchmarks.system.load.Load;
import io.sluice.benchmarks.system.load.Wrk;
import io.sluice.benchmarks.system.scene.Nginx;
import io.sluice.benchmarks.system.scene.Proxies;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Sections;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.List;

/** Bodies of 10 KB and 1 MB, and bytes over TCP each way; HAProxy splices, and copies besides. */
final class BulkScenario implements Scenario {
  private static final int WARM_UP_CONNECTIONS = 16;

  @Override
  public String name() {
    return "bulk";
  }

  @Override
  public String summary() {
    return "HTTP bodies of 10 KB and 1 MB, and bytes over TCP each way; HAProxy splices";
  }

  @Override
  public List<Program> needs() {
    return List.of(Program.NGINX, Program.HAPROXY, Program.WRK, Program.IPERF3);
  }

  @Override
  public void run(final Bench bench) throws IOException, InterruptedException {
    try (Scene scene = bench.scene()) {
      final int nginx = Nginx.start(scene);
      final int iperf = startIperf(scene);
      final Proxies proxies = new Proxies(scene);
      final Proxies.Entry http = Sections.http(proxies, nginx);
      final int httpSpliced = Sections.httpSpliced(proxies, nginx);
      final Proxies.Entry tcp = Sections.tcp(proxies, iperf);
      final int tcpSpliced = Sections.tcpSpliced(proxies, iperf);
      proxies.start();
      bodies(bench, ways(proxies, nginx, http, httpSpliced));
      bytes(bench, ways(proxies, iperf, tcp, tcpSpliced));
    }
  }

  private static int startIperf(final Scene scene) throws IOException, InterruptedException {
    final int port = Scene.freePort();
    final Process iperf =
        scene.start("iperf3", List.of("iperf3", "-s", "-B", "127.0.0.1", "-p", "" + port));
    scene.awaitPort(port, iperf);
    return port;
  }

  private static List<Way> ways(
      final Proxies proxies, final int server, final Proxies.Entry entry, final int spliced) {
    return List.of(
        Way.direct(server),
        proxies.haproxy("HAProxy", spliced),
        proxies.haproxy("HAProxy, copying", entry.haproxyPort()),
        proxies.sluice(entry));
  }

  private static void bodies(final Bench bench, final List<Way> ways)
      throws IOException, InterruptedException {
    bench.warmUp(ways, new Wrk(WARM_UP_CONNECTIONS, Nginx.TEN_KB, false, 0));
    bench.warmUp(ways.subList(3, 4), new Wrk(WARM_UP_CONNECTIONS, Nginx.ONE_MB, false, 0));
    for (final int connections : List.of(1, 16, 64, 256, 1024)) {
      final String behind = ", " + Names.connections(connections);
      bench.measure(
          List.of(
              Row.of(
                  "bodies of 10 KB" + behind, ways, new Wrk(connections, Nginx.TEN_KB, false, 0)),
              Row.of("bodies of 1 MB" + behind, ways, new Wrk(connections, Nginx.ONE_MB, false, 0))
                  .goals(Goals.bulk())));
    }
  }

  private static void bytes(final Bench bench, final List<Way> ways)
      throws IOException, InterruptedException {
    for (final boolean down : List.of(true, false)) {
      bench.warmUp(ways.subList(3, 4), new Iperf3(1, down));
      for (final int streams : List.of(1, 8)) {
        final Load load = new Iperf3(streams, down);
        final String name =
            "TCP bytes %s the server, %s"
                .formatted(down ? "from" : "to", Names.connections(streams));
        bench.measure(
            List.of(Row.of(name, ways, load).counting(Unit.MIB, Row.BYTES).goals(Goals.bulk())));
      }
    }
  }
}
