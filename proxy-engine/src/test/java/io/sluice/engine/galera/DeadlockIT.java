package io.sluice.engine.galera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Ports;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why there is one writer: transactions at the same rows, on one node and on several. */
class DeadlockIT {
  private static final int CLIENTS = 8;
  private static final int ENOUGH = 150;

  @AutoClose private static GaleraCluster cluster;

  @BeforeAll
  static void start() {
    cluster = GaleraCluster.start();
  }

  @BeforeEach
  void makeTables() {
    Bookings.tables(cluster.node("db1"));
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
}
