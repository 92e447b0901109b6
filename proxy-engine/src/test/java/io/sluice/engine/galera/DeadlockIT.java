package io.sluice.engine.galera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Ports;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Why there is one writer: transactions that read rows for update, on one node, on several, and on
 * a writer that moves; and what clients see of a move that was planned.
 */
class DeadlockIT {
  private static final int CLIENTS = 8;
  private static final int ENOUGH = 150;
  private static final Duration MOVE = Duration.ofSeconds(2);
  private static final Duration PROBE = Duration.ofMillis(250);
  // What a busy machine may add to any wait.
  private static final Duration SLACK = Duration.ofMillis(750);

  @AutoClose private static GaleraCluster cluster;
  private int adminPort;

  @BeforeAll
  static void start() {
    cluster = GaleraCluster.start();
  }

  @BeforeEach
  void makeTables() {
    cluster.awaitSynced();
    Bookings.tables(cluster.node("db1"));
    adminPort = Ports.free();
  }

  @Test
  void shouldNotSeeDeadlocksOnOneNode() {
    try (var bookings = Bookings.start(cluster.node("db1").address(), CLIENTS)) {
      bookings.awaitMore(ENOUGH);
      // When
      bookings.stop();
      // Then
      assertThat(bookings.errors()).isEmpty();
      assertThat(bookings.addsUp(cluster.node("db1"))).isTrue();
    }
  }

  @Test
  void shouldSeeDeadlocksWhereWritesAreSpread() {
    String spread =
        """
        listen.spread {
          bind = "127.0.0.1:0"
          balance = roundrobin
          servers { %s }
        }
        """;
    try (var sluice = LiveProxy.start(spread.formatted(cluster.servers()));
        var bookings = Bookings.start(Ports.on(sluice.port("spread")), CLIENTS)) {
      bookings.awaitMore(ENOUGH);
      // When
      bookings.stop();
      // Then
      System.out.printf("spread: %d commits, %s%n", bookings.done(), bookings.errors());
      assertThat(bookings.deadlocks()).isPositive();
    }
  }

  @Test
  void shouldNotSeeDeadlocksWhenTheWriterIsMoved() {
    try (var sluice = startSluice()) {
      assertNoDeadlockOver(
          "planned",
          address(sluice),
          writer -> AdminClient.setState(adminPort, writer.name(), "drain"),
          writer -> AdminClient.setState(adminPort, writer.name(), "ready"));
    }
  }

  @Test
  void shouldNotSeeDeadlocksWhenTheWriterKillsItsSessions() {
    try (var sluice = startSluice()) {
      assertNoDeadlockOver(
          "ALL_KILL", address(sluice), Fault.ALL_KILL::strike, Fault.ALL_KILL::heal);
    }
  }

  @Test
  void shouldNotSeeDeadlocksWhenTheWriterIsKilled() {
    try (var sluice = startSluice()) {
      assertNoDeadlockOver("kill -9", address(sluice), Fault.KILL_9::strike, Fault.KILL_9::heal);
    }
  }

  private static void assertNoDeadlockOver(
      String what, SocketAddress address, Consumer<GaleraNode> strike, Consumer<GaleraNode> heal) {
    try (var bookings = Bookings.start(address, CLIENTS)) {
      bookings.awaitMore(ENOUGH);
      GaleraNode writer = cluster.node(Writers.nodeAt(address));
      // When
      strike.accept(writer);
      // A client that comes now waits for the next writer.
      awaitLeaves(address, writer.name());
      bookings.awaitMore(ENOUGH);
      heal.accept(writer);
      bookings.awaitMore(ENOUGH);
      bookings.stop();
      // Then
      System.out.printf("%s: %d commits, %s%n", what, bookings.done(), bookings.errors());
      assertThat(bookings.deadlocks()).isZero();
      assertThat(Writers.nodeAt(address)).isNotEqualTo(writer.name());
      assertThat(bookings.addsUp(cluster.node(Writers.nodeAt(address)))).isTrue();
    }
  }

  private static void awaitLeaves(SocketAddress address, String node) {
    try (var writers = Writers.start(address, 1)) {
      assertThat(writers.awaitEachLeaves(node, Writers.soon())).isTrue();
    }
  }

  @Test
  void shouldEndAPlannedMoveInTime() {
    try (var sluice = startSluice();
        var writers = Writers.start(address(sluice), CLIENTS)) {
      writers.awaitEach(10);
      String old = Writers.nodeAt(address(sluice));
      // When the clients keep their connections
      long begin = System.nanoTime();
      AdminClient.setState(adminPort, old, "drain");
      assertThat(writers.awaitEachLeaves(old, Writers.soon())).isTrue();
      // Then
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      Journal journal = writers.stop(cluster.node("db1"));
      System.out.printf("planned, with sessions that stay: %d ms; %s%n", took.toMillis(), journal);
      assertThat(took).isLessThan(MOVE.plus(PROBE).plus(SLACK));
      assertThat(journal.lost()).isEmpty();
      assertThat(journal.twoWriters(Trial.APART)).isEmpty();
    }
  }

  @Test
  void shouldDisturbNobodyWhoFinishesInTime() {
    try (var sluice = startSluice();
        var visitors = Visitors.start(address(sluice), CLIENTS)) {
      visitors.awaitVisits("db1", 50);
      Duration before = visitors.longestWait();
      // When
      AdminClient.setState(adminPort, "db1", "drain");
      visitors.awaitVisits("db2", 50);
      visitors.stop();
      // Then
      System.out.printf(
          "planned, with sessions that finish: new ones waited %d ms (%d ms before)%n",
          visitors.longestWait().toMillis(), before.toMillis());
      assertThat(visitors.errors()).isEmpty();
      String inUse = cluster.node("db2").sql("SELECT in_use FROM test.quotas WHERE project = 1");
      assertThat(Integer.parseInt(inUse)).isEqualTo(visitors.visits());
    }
  }

  private LiveProxy startSluice() {
    String move = "move-timeout = " + MOVE.toMillis() + "ms";
    return LiveProxy.start(AdminClient.bind(adminPort) + Listeners.writer(cluster, 0, move, ""));
  }

  private static SocketAddress address(LiveProxy sluice) {
    return Ports.on(sluice.port("galera"));
  }
}
