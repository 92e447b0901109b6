package io.sluice.engine.galera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cluster that the other tests stand on. */
class GaleraClusterIT {
  @AutoClose private static GaleraCluster cluster;

  @BeforeAll
  static void start() {
    cluster = GaleraCluster.start();
  }

  @Test
  void shouldTellItsRealAddresses() {
    List<String> addresses =
        cluster.nodes().stream().map(node -> "127.0.0.1:" + node.port()).toList();
    String told = cluster.node("db1").status("wsrep_incoming_addresses");
    assertThat(told.split(",")).containsExactlyInAnyOrderElementsOf(addresses);
  }

  @Test
  void shouldTakeBackANodeThatWasKilledWithoutAWholeState() {
    // Given
    GaleraNode killed = cluster.node("db3");
    try (var writers = Writers.start(cluster.node("db1").address(), 4)) {
      writers.awaitEach(5);
      // When
      killed.kill9();
      writers.awaitEach(5);
      killed.rejoin("--wsrep-sst-donor=db2");
      writers.awaitEach(5);
      // Then
      Journal journal = writers.stop(killed);
      assertThat(journal.lost()).isEmpty();
      assertThat(journal.errors()).isEmpty();
      assertThat(journal.writersSince(0)).containsExactly("db1");
      assertThat(journal.longestGap().toMillis()).isGreaterThan(1_000);
      assertThat(killed.log().lines("IST received: ")).isNotEmpty();
    }
  }

  @Test
  void shouldSendAWholeStateAsLongAsATestWants() {
    for (String method : List.of("rsync")) {
      // Given
      GaleraNode donor = cluster.node("db2");
      GaleraNode joiner = cluster.node("db3");
      joiner.sigterm();
      joiner.awaitExit();
      joiner.wipe();
      donor.holdSst(true);
      // When
      joiner.start("--wsrep-sst-donor=db2", "--wsrep-sst-method=" + method + GaleraCluster.HELD);
      donor.awaitDonor();
      // Then
      assertThat(joiner.log().lines("SST received: ")).isEmpty();
      donor.holdSst(false);
      joiner.awaitSynced();
      donor.awaitSynced();
      assertThat(joiner.log().lines("SST received: ")).isNotEmpty();
    }
  }
}
