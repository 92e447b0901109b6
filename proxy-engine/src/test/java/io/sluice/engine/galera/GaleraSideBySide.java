package io.sluice.engine.galera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
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
      System.out.print(table(trials));
      assertThat(trials)
          .allSatisfy(trial -> assertThat(trial.journal("sluice").lost()).isEmpty())
          .allSatisfy(
              trial -> assertThat(trial.journal("sluice").twoWriters(Trial.APART)).isEmpty());
    }
  }

  private static String table(List<Trial> trials) {
    var text = new StringBuilder("| fault | way | gap | errors | lost rows | writers at once |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (Trial trial : trials) {
      trial
          .journals()
          .forEach((way, journal) ->
              text.append(
                  "| %s | %s | %.2f s | %s | %d | %d |%n"
                      .formatted(
                          trial.fault(),
                          way,
                          trial.gap(way).toNanos() / 1e9,
                          journal.errors(),
                          journal.lost().size(),
                          journal.twoWriters(Trial.APART).size())));
    }
    return text.toString();
  }

  /** With load balancers that have just started, so that all of them begin with the same node. */
  private static Trial run(GaleraCluster cluster, List<ClusterCheck> checks, Fault fault) {
    int port = Ports.free();
    try (var guide = HaProxy.guide(cluster, checks);
        var tuned = HaProxy.tuned(cluster, checks);
        var sluice = Sluice.start(Listeners.writer(cluster, port))) {
      Map<String, SocketAddress> ways = new LinkedHashMap<>();
      sluice.log().await("db1 is the writer");
      ways.put("galera", cluster.node("db3").address());
      ways.put("sluice", Ports.on(port));
      ways.put("guide", guide.address());
      ways.put("tuned", tuned.address());
      return Trial.run(cluster, fault, cluster.node("db1"), ways, CLIENTS, AT_MOST);
    }
  }
}
