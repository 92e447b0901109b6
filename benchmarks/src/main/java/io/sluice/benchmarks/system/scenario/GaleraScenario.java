package io.sluice.benchmarks.system.scenario;

import static java.util.stream.Collectors.joining;

import io.sluice.benchmarks.system.figure.Unit;
import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.load.Sysbench;
import io.sluice.benchmarks.system.scene.Galera;
import io.sluice.benchmarks.system.scene.Proxies;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A real Galera cluster of three nodes under sysbench: through Sluice as conf/galera.conf has it,
 * one writer and a table for agreement; through HAProxy as OpenStack's guides have it, two backups
 * and mysql-check.
 */
final class GaleraScenario implements Scenario {
  private static final int THREADS = 8;
  private static final String HAPROXY =
      """
      mode tcp
      option tcplog
      option mysql-check user sluice
      option clitcpka
      option srvtcpka
      timeout client 8h
      timeout server 8h
      """;
  private static final String SLUICE =
      """
      writer = single
      agreement = table
      timeout { client = 8h, server = 8h }
      tcp { keepalive = on }
      check { type = galera, user = sluice }
      """;

  @Override
  public String name() {
    return "galera";
  }

  @Override
  public String summary() {
    return "sysbench oltp_read_write on a Galera cluster of three nodes, with checks";
  }

  @Override
  public List<Program> needs() {
    return List.of(Program.MARIADBD, Program.RSYNC, Program.SYSBENCH, Program.HAPROXY);
  }

  @Override
  public void run(final Bench bench) throws IOException, InterruptedException {
    try (Scene scene = bench.scene()) {
      final List<Integer> ports = Galera.start(scene).ports();
      final Sysbench sysbench = new Sysbench(THREADS);
      sysbench.prepare(ports.getFirst());
      final Proxies proxies = new Proxies(scene);
      final Proxies.Entry entry =
          proxies.add("galera", HAPROXY + haproxyServers(ports), SLUICE + sluiceServers(ports));
      proxies.start();
      final List<Way> ways = proxies.ways(ports.getFirst(), entry);
      bench.warmUp(ways, sysbench);
      bench.measure(
          List.of(
              Row.of("oltp_read_write, 8 threads", ways, sysbench)
                  .counting(Unit.TRANSACTION, Row.USUAL)
                  .goals(Goals.messages())));
    }
  }

  private static String haproxyServers(final List<Integer> ports) {
    return IntStream.range(0, ports.size())
        .mapToObj(i ->
            "server db%d 127.0.0.1:%d check%s\n"
                .formatted(i + 1, ports.get(i), i == 0 ? "" : " backup"))
        .collect(joining());
  }

  private static String sluiceServers(final List<Integer> ports) {
    return IntStream.range(0, ports.size())
        .mapToObj(i -> "db%d = \"127.0.0.1:%d\"".formatted(i + 1, ports.get(i)))
        .collect(joining("\n", "servers {\n", "\n}\n"));
  }
}
