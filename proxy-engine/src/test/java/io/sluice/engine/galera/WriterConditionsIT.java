package io.sluice.engine.galera;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.testkit.Deadline;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.MySqlSession;
import io.sluice.engine.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What may befall a node of a real cluster, and whether its being the writer ends with it. Each
 * test begins with a Sluice that has just started, so that {@code db1} is the writer.
 */
class WriterConditionsIT {
  private static final int CLIENTS = 8;
  private static final Duration SOON = Duration.ofSeconds(20);
  // Some checks of every node.
  private static final Duration A_WHILE = Duration.ofMillis(1_500);

  @AutoClose private static GaleraCluster cluster;
  private static GaleraNode db1;
  private static GaleraNode db2;
  private static GaleraNode db3;

  private LiveProxy sluice;
  private SocketAddress writer;

  @BeforeAll
  static void startCluster() {
    cluster = GaleraCluster.start();
    db1 = cluster.node("db1");
    db2 = cluster.node("db2");
    db3 = cluster.node("db3");
  }

  @BeforeEach
  void startSluice() {
    cluster.awaitSynced();
    sluice = LiveProxy.start(Listeners.writer(cluster, 0));
    writer = Ports.on(sluice.port("galera"));
  }

  @AfterEach
  void stopSluice() {
    sluice.close();
  }

  @Test
  void shouldLeaveADonorThatIsBlocked() {
    try (var writers = Writers.start(writer, CLIENTS)) {
      writers.awaitEach(10);
      end(db3);
      db1.holdSst(true);
      // When
      db3.start("--wsrep-sst-donor=db1", "--wsrep-sst-method=rsync" + GaleraCluster.HELD);
      // Then
      assertThat(writers.awaitEachLeaves("db1", Writers.soon())).isTrue();
      db1.holdSst(false);
      cluster.awaitSynced();
      pause(A_WHILE);
      writers.awaitEach(10);
      assertMoved(print("donor by rsync", writers.stop(db2)));
    }
  }

  @Test
  void shouldLeaveADonorThatWorksOnAndUseItWhereItIsTheLast() {
    db1.sql("SET GLOBAL wsrep_sst_method = 'mariabackup'");
    try (var writers = Writers.start(writer, CLIENTS)) {
      writers.awaitEach(10);
      end(db3);
      db1.holdSst(true);
      // When
      db3.start("--wsrep-sst-donor=db1", "--wsrep-sst-method=mariabackup" + GaleraCluster.HELD);
      // Then
      assertThat(writers.awaitEachLeaves("db1", Writers.soon())).isTrue();
      assertThat(db1.status("wsrep_local_state")).isEqualTo("2");
      // When it is the last one
      db2.sigterm();
      db2.awaitExit();
      // Then it serves, also who has just started
      writers.awaitEach(10);
      try (var another = LiveProxy.start(Listeners.writer(cluster, 0))) {
        assertThat(Writers.nodeAt(Ports.on(another.port("galera")))).isEqualTo("db1");
      }
      assertThat(db1.status("wsrep_local_state")).isEqualTo("2");
      db1.holdSst(false);
      db3.awaitSynced();
      db2.rejoin("--wsrep-sst-donor=db3");
      assertMoved(print("donor by mariabackup", writers.stop(db1)));
    } finally {
      db1.sql("SET GLOBAL wsrep_sst_method = 'rsync'");
    }
  }

  @Test
  void shouldStayWithAWriterThatBringsANodeUpToDate() {
    try (var writers = Writers.start(writer, CLIENTS)) {
      writers.awaitEach(10);
      db3.sigterm();
      db3.awaitExit();
      writers.awaitEach(10);
      // When
      db3.rejoin("--wsrep-sst-donor=db1");
      pause(A_WHILE);
      // Then
      assertThat(db3.log().lines("IST received: ")).isNotEmpty();
      assertStayed(print("incremental donor", writers.stop(db2)));
    }
  }

  @Test
  void shouldLeaveAReadOnlyNodeForGood() {
    try (var writers = Writers.start(writer, CLIENTS)) {
      writers.awaitEach(10);
      // When
      db1.readOnly(true);
      // Then
      assertThat(writers.awaitEachLeaves("db1", Writers.soon())).isTrue();
      db1.readOnly(false);
      pause(A_WHILE);
      writers.awaitEach(10);
      assertMoved(print("read_only", writers.stop(db2)));
    } finally {
      db1.readOnly(false);
    }
  }

  @Test
  void shouldStayWithANodeThatIsFull() throws IOException {
    var guests = new ArrayList<MySqlSession>();
    String most = db1.sql("SELECT @@max_connections");
    try (var writers = Writers.start(writer, CLIENTS)) {
      writers.awaitEach(10);
      // When nobody can log in any more, the check neither
      db1.sql("SET GLOBAL max_connections = 20");
      fill(db1, guests);
      killChecks(db1);
      fill(db1, guests);
      pause(A_WHILE);
      // Then
      writers.awaitEach(10);
      assertStayed(print("max_connections", writers.stop(db2)));
    } finally {
      db1.sql("SET GLOBAL max_connections = " + most);
      for (MySqlSession guest : guests) {
        guest.close();
      }
    }
  }

  /** The sessions of the checks, and only those. */
  private static void killChecks(GaleraNode node) {
    // The place beyond the limit may still be that of the guest who was refused.
    await()
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(() -> node.sql("KILL USER '" + GaleraCluster.MONITOR + "'@'%'"));
  }

  private static void fill(GaleraNode node, List<MySqlSession> guests) throws IOException {
    try {
      for (int i = 0; i < 30; i++) {
        guests.add(MySqlSession.connect(node.address(), Writers.USER));
      }
      throw new AssertionError("it takes more than it should");
    } catch (MySqlSession.ServerError e) {
      assertThat(e.code()).isEqualTo(1040);
    }
  }

  @Test
  void shouldStayWithABusyNodeThatAnswersChecksLate() {
    try (var writers = Writers.start(writer, 300)) {
      writers.awaitEach(1);
      // When it stands still for longer than a check waits, again and again
      for (int i = 0; i < 4; i++) {
        db1.sigstop();
        pause(Duration.ofSeconds(1));
        db1.sigcont();
        pause(Duration.ofMillis(400));
      }
      // Then
      writers.awaitEach(1);
      assertStayed(print("busy", writers.stop(db2)));
    } finally {
      db1.sigcont();
    }
  }

  @Test
  void shouldServeNobodyWithoutAQuorum() {
    try (var writers = Writers.start(writer, CLIENTS)) {
      writers.awaitEach(10);
      // When
      db1.kill9();
      db2.kill9();
      // Then
      awaitStatus(db3, "wsrep_cluster_status", "non-Primary");
      pause(A_WHILE);
      long aloneMicros = Writers.nowMicros();
      pause(A_WHILE);
      long endMicros = Writers.nowMicros();
      db3.bootstrapPrimary();
      writers.awaitEach(10);
      Journal journal = print("double failure", writers.stop(db3));
      assertThat(journal.longestGap(aloneMicros, endMicros).toNanos() / 1_000)
          .as("no commit between the two")
          .isEqualTo(endMicros - aloneMicros);
      assertThat(journal.lost()).isEmpty();
      assertThat(journal.twoWriters(Trial.APART)).isEmpty();
      assertThat(journal.writersSince(0)).containsExactly("db1", "db3");
    } finally {
      db1.rejoin("--wsrep-sst-donor=db3");
      db2.rejoin("--wsrep-sst-donor=db3");
    }
  }

  @Test
  void shouldLearnTheOthersFromOneNode() {
    Set<SocketAddress> all = cluster.nodes().stream().map(GaleraNode::address).collect(toSet());
    try (var seeded = LiveProxy.start(Listeners.seeded(cluster, db2))) {
      // When it was told of one alone
      await().atMost(SOON).until(() -> serving(seeded), all::equals);
      // Then
      SocketAddress listener = Ports.on(seeded.port("galera"));
      assertThat(Writers.nodeAt(listener)).isIn("db1", "db2", "db3");
      // When the seed is gone
      db2.sigterm();
      db2.awaitExit();
      // Then
      await().atMost(SOON).until(() -> serving(seeded), left -> !left.contains(db2.address()));
      assertThat(Writers.nodeAt(listener)).isIn("db1", "db3");
    } finally {
      db2.rejoin("--wsrep-sst-donor=db3");
    }
  }

  private static Set<SocketAddress> serving(LiveProxy proxy) {
    return proxy.server().running().backends().get("galera").backend().servers().stream()
        .filter(server -> server.state().takesSessions())
        .map(server -> BackendRuntime.of(server).address())
        .collect(toSet());
  }

  @Test
  void shouldKeepTheWriterOverAReload() throws IOException {
    // Given a writer that is not the first in the order
    db1.rejectQueries(true);
    try (var writers = Writers.start(writer, CLIENTS)) {
      writers.awaitEach(10);
      db1.rejectQueries(false);
      pause(A_WHILE);
      assertThat(Writers.nodeAt(writer)).isEqualTo("db2");
      try (var kept = MySqlSession.connect(writer, Writers.USER)) {
        String id = kept.query("SELECT CONNECTION_ID()");
        // When
        assertThat(sluice.reload(Listeners.writer(cluster, 0, "balance = leastconn", "")))
            .isEmpty();
        pause(A_WHILE);
        // Then
        assertThat(kept.query("SELECT CONNECTION_ID()")).isEqualTo(id);
        assertThat(Writers.nodeAt(Ports.on(sluice.port("galera")))).isEqualTo("db2");
        Journal journal = print("reload", writers.stop(db3));
        assertThat(journal.writersSince(0)).containsExactly("db2");
        assertThat(journal.errors()).isEmpty();
      }
    }
  }

  @Test
  void shouldFindTheWriterAgainAfterARestart() {
    // Given a writer that is not the first in the order, for that one is out
    int port = Ports.free();
    String configuration = Listeners.writer(cluster, port);
    db1.rejectQueries(true);
    Writers writers;
    try (var first = LiveProxy.start(configuration)) {
      writers = Writers.start(Ports.on(first.port("galera")), CLIENTS);
      writers.awaitEach(10);
    }
    // When
    try (writers;
        var second = LiveProxy.start(configuration)) {
      writers.awaitEach(10);
      db1.rejectQueries(false);
      pause(A_WHILE);
      // Then the return of the first moves nothing
      assertThat(Writers.nodeAt(Ports.on(second.port("galera")))).isEqualTo("db2");
      Journal journal = print("restart", writers.stop(db3));
      assertThat(journal.writersSince(0)).containsExactly("db2");
      assertThat(journal.lost()).isEmpty();
    } finally {
      db1.rejectQueries(false);
    }
  }

  @Test
  void shouldKeepReadersOffTheWriterWhileOthersAreGood() {
    String both =
        Listeners.writer(cluster, Ports.free()) + Listeners.readers(cluster, Ports.free());
    try (var two = LiveProxy.start(both)) {
      SocketAddress readers = Ports.on(two.port("readers"));
      assertThat(Writers.nodeAt(Ports.on(two.port("galera")))).isEqualTo("db1");
      await().atMost(SOON).until(() -> nodesAt(readers), Set.of("db2", "db3")::equals);
      // When
      db2.rejectQueries(true);
      // Then
      await().atMost(SOON).until(() -> nodesAt(readers), Set.of("db3")::equals);
      // When the writer is the only one
      db3.rejectQueries(true);
      // Then
      await().atMost(SOON).until(() -> nodesAt(readers), Set.of("db1")::equals);
    } finally {
      db2.rejectQueries(false);
      db3.rejectQueries(false);
    }
  }

  /** Those that some sessions in a row were led to; none: one of them was led nowhere. */
  private static Set<String> nodesAt(SocketAddress address) {
    try {
      return Stream.generate(() -> Writers.nodeAt(address)).limit(8).collect(toSet());
    } catch (UncheckedIOException _) {
      return Set.of();
    }
  }

  private static void end(GaleraNode node) {
    node.sigterm();
    node.awaitExit();
    node.wipe();
  }

  private static void awaitStatus(GaleraNode node, String variable, String value) {
    var deadline = new Deadline(Deadline.USUAL);
    while (!node.status(variable).equals(value)) {
      assertThat(deadline.passed()).as("%s of %s", variable, node.name()).isFalse();
      pause(Duration.ofMillis(50));
    }
  }

  /** Once, from db1, without a loss. */
  private static void assertMoved(Journal journal) {
    assertThat(journal.writersSince(0)).hasSize(2).contains("db1");
    assertThat(journal.lost()).isEmpty();
    assertThat(journal.twoWriters(Trial.APART)).isEmpty();
  }

  private static void assertStayed(Journal journal) {
    assertThat(journal.writersSince(0)).containsExactly("db1");
    assertThat(journal.errors()).isEmpty();
    assertThat(journal.lost()).isEmpty();
  }

  private static Journal print(String what, Journal journal) {
    System.out.printf("%-20s %s%n", what, journal);
    return journal;
  }

  private static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
