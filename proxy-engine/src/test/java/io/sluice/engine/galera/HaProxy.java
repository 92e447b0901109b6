package io.sluice.engine.galera;

import static java.util.stream.Collectors.joining;

import io.sluice.engine.testkit.Program;
import java.net.SocketAddress;
import java.util.List;
import java.util.stream.IntStream;

/** Debian's HAProxy before a cluster, with one node that writes and two for the bad days. */
final class HaProxy implements AutoCloseable {
  private static final String DEFAULTS =
      """
      global
        maxconn 4096
      defaults
        mode tcp
        maxconn 4000
        option redispatch
        retries 3
        timeout queue 1m
        timeout connect 10s
        timeout client 1m
        timeout server 1m
        timeout check 10s
      listen galera
        bind 127.0.0.1:%d
        balance source
        option tcpka
        option httpchk
      %s
      """;

  private final Program program;

  private HaProxy(Program program) {
    this.program = program;
  }

  /** As the high availability guide of OpenStack has it. */
  static HaProxy guide(GaleraCluster cluster, List<ClusterCheck> checks) {
    return launch(cluster, checks, "inter 2000 rise 2 fall 5");
  }

  /** With a faster check, and an end for the sessions of a server that is down. */
  static HaProxy tuned(GaleraCluster cluster, List<ClusterCheck> checks) {
    return launch(cluster, checks, "inter 1s rise 2 fall 2 on-marked-down shutdown-sessions");
  }

  private static HaProxy launch(GaleraCluster cluster, List<ClusterCheck> checks, String options) {
    String servers =
        IntStream.range(0, checks.size())
            .mapToObj(i -> server(cluster.nodes().get(i), checks.get(i), i > 0, options))
            .collect(joining("\n"));
    return new HaProxy(
        Program.launch(
            "haproxy",
            p ->
                List.of(
                    "haproxy",
                    "-db",
                    "-f",
                    p.file("haproxy.cfg", DEFAULTS.formatted(p.port(), servers)))));
  }

  private static String server(
      GaleraNode node, ClusterCheck check, boolean backup, String options) {
    return "  server %s 127.0.0.1:%d%s check port %d %s"
        .formatted(node.name(), node.port(), backup ? " backup" : "", check.port(), options);
  }

  SocketAddress address() {
    return program.address();
  }

  @Override
  public void close() {
    program.close();
  }
}
