package io.sluice.engine.galera;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The same faults of one real cluster, seen by clients that go straight to a node that lives on, by
 * clients of Debian's HAProxy, as the OpenStack guide has it and tuned, and by clients of Sluice:
 * all at once. Prints a table. It takes minutes, so no build runs it by itself.
 */
class GaleraSideBySide {
  private static final int CLIENTS = 4;
  private static final Duration AT_MOST = Duration.ofSeconds(25);

  @Test
  void shouldPrintATable() {
    try (var cluster = GaleraCluster.start()) {
      var checks = cluster.nodes().stream().map(ClusterCheck::new).toList();
      var trials = new ArrayList<Trial>();
      try {
        for (Fault fault : Fault.values()) {
          Trial trial = run(cluster, checks, fault);
          System.out.println(trial);
          trials.add(trial);
        }
      } finally {
        checks.forEach(ClusterCheck::close);
      }
      assertThat(trials).hasSameSizeAs(List.of(Fault.values()));
    }
  }

  /** With load balancers that have just started, so that all of them begin with the same node. */
  private static Trial run(GaleraCluster cluster, List<ClusterCheck> checks, Fault fault) {
    try (var guide = HaProxy.guide(cluster, checks);
        var tuned = HaProxy.tuned(cluster, checks)) {
      Map<String, SocketAddress> ways = new LinkedHashMap<>();
      ways.put("galera", cluster.node("db3").address());
      ways.put("guide", guide.address());
      ways.put("tuned", tuned.address());
      return Trial.run(cluster, fault, cluster.node("db1"), ways, CLIENTS, AT_MOST);
    }
  }
}
