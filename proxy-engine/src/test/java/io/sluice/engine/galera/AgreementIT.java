package io.sluice.engine.galera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.LiveProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several Sluices before one real cluster agree on the writer by a row in it. */
class AgreementIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TABLE =
      "CREATE TABLE sluice.writer (grp VARCHAR(64) PRIMARY KEY, server VARCHAR(128) NOT NULL,"
          + " epoch BIGINT UNSIGNED NOT NULL) ENGINE=InnoDB";
  private static final String AGREED = "agreement = table\nmove-timeout = 500ms";

  @AutoClose private static GaleraCluster cluster;

  @BeforeAll
  static void start() {
    cluster = GaleraCluster.start();
    final GaleraNode first = cluster.nodes().getFirst();
    first.sql("CREATE DATABASE sluice");
    first.sql(TABLE);
    first.sql(
        "GRANT SELECT, INSERT, UPDATE ON sluice.writer TO '%s'@'%%'"
            .formatted(GaleraCluster.MONITOR));
  }

  @BeforeEach
  void forget() {
    cluster.nodes().forEach(node -> node.rejectQueries(false));
    cluster.awaitSynced();
    cluster.nodes().getFirst().sql("DELETE FROM sluice.writer");
  }

  private static LiveProxy sluice() {
    return LiveProxy.start(Listeners.writer(cluster, 0, AGREED, ""));
  }

  private static String writer(final LiveProxy sluice) {
    return sluice.server().writerGroups().getFirst().snapshot().writer();
  }

  private static void awaitWriter(final LiveProxy sluice, final String name) {
    await().atMost(SOON).until(() -> writer(sluice), name::equals);
  }

  /** As a node that answers queries has it. */
  private static long epoch(final String node) {
    return Long.parseLong(cluster.node(node).sql("SELECT epoch FROM sluice.writer"));
  }

  @Test
  void shouldNameTheSameWriterWhenStartedLaterAndAfterRestarts() {
    final String last;
    try (LiveProxy second = startedLater()) {
      cluster.node("db2").rejectQueries(true);
      await().atMost(SOON).until(() -> !List.of("db2", "").contains(writer(second)));
      cluster.node("db2").rejectQueries(false);
      last = writer(second);
      try (LiveProxy again = sluice()) {
        awaitWriter(again, last);
        assertThat(writer(second)).isEqualTo(last);
      }
    }
    try (LiveProxy afterAll = sluice()) {
      awaitWriter(afterAll, last);
    }
    assertThat(epoch(last)).isEqualTo(3);
  }

  /** Starts when another one has moved the writer, whose old node is back and comes first. */
  private static LiveProxy startedLater() {
    try (LiveProxy first = sluice()) {
      awaitWriter(first, "db1");
      cluster.node("db1").rejectQueries(true);
      awaitWriter(first, "db2");
      cluster.node("db1").rejectQueries(false);
      final LiveProxy second = sluice();
      awaitWriter(second, "db2");
      assertThat(writer(first)).isEqualTo("db2");
      return second;
    }
  }

  @Test
  void shouldChangeTheRowOnceWhenEightProposeAtOnce() {
    final List<LiveProxy> all = new ArrayList<>();
    try {
      IntStream.range(0, 8).forEach(_ -> all.add(sluice()));
      all.forEach(each -> awaitWriter(each, "db1"));
      assertThat(epoch("db1")).isOne();
      for (int round = 1; round <= 3; round++) {
        final GaleraNode old = cluster.node(writer(all.getFirst()));
        // When
        old.rejectQueries(true);
        // Then
        await()
            .atMost(SOON)
            .until(() ->
                all.stream().map(AgreementIT::writer).distinct().count() == 1
                    && !writer(all.getFirst()).isEmpty()
                    && !writer(all.getFirst()).equals(old.name()));
        assertThat(epoch(writer(all.getFirst()))).isEqualTo(1 + round);
        old.rejectQueries(false);
        cluster.awaitSynced();
      }
    } finally {
      all.forEach(LiveProxy::close);
    }
  }

  @Test
  void shouldNotSwingTheWriterBetweenTwoThatReachDifferentNodes() {
    final Cables firstCables = new Cables(cluster);
    final Cables secondCables = new Cables(cluster);
    try (firstCables;
        secondCables;
        LiveProxy first = sluice(firstCables);
        LiveProxy second = sluice(secondCables)) {
      awaitWriter(first, "db1");
      awaitWriter(second, "db1");
      try (Disagreement seen = Disagreement.watch(() -> writer(first), () -> writer(second))) {
        // When the first cannot reach db1, and the second cannot reach db2, whom the first takes
        secondCables.cut("db2");
        firstCables.cut("db1");
        // Then they meet at the one that both can reach
        awaitWriter(first, "db3");
        awaitWriter(second, "db3");
        final long settled = epoch("db3");
        assertThat(settled).isBetween(2L, 3L);
        seen.rest(Duration.ofSeconds(3));
        assertThat(epoch("db3")).as("it does not swing").isEqualTo(settled);
        System.out.println(
            "agreement: two load balancers cut off from different nodes named different writers"
                + " for %d ms at most".formatted(seen.longest().toMillis()));
        assertThat(seen.longest()).isLessThan(Duration.ofMillis(350));
      }
    }
  }

  private static LiveProxy sluice(final Cables cables) {
    return LiveProxy.start(
        Listeners.writer(cluster, 0, AGREED, "").replace(cluster.servers(), cables.servers()));
  }

  @Test
  void shouldGoOnWithoutTheTable() {
    try (LiveProxy sluice = sluice()) {
      awaitWriter(sluice, "db1");
      final GaleraNode third = cluster.node("db3");
      third.sql("RENAME TABLE sluice.writer TO sluice.gone");
      try {
        await().atMost(SOON).until(() -> unreadable(sluice).isPresent());
        // When
        cluster.node("db1").rejectQueries(true);
        // Then
        awaitWriter(sluice, "db2");
        await()
            .atMost(SOON)
            .until(() -> sluice.server().writerGroups().getFirst().snapshot().settled());
      } finally {
        third.sql("RENAME TABLE sluice.gone TO sluice.writer");
        cluster.node("db1").rejectQueries(false);
      }
      // The row is brought up to date, and the writer stays.
      await().atMost(SOON).until(() -> epoch("db2") == 2);
      assertThat(writer(sluice)).isEqualTo("db2");
    }
  }

  private static Optional<String> unreadable(final LiveProxy sluice) {
    return Optional.of(sluice.server().writerGroups().getFirst().snapshot().unreadable())
        .filter(words -> !words.isEmpty());
  }

  /** Looks at two names all the time, and remembers for how long they differed. */
  private static final class Disagreement implements AutoCloseable {
    private final Thread thread;
    private volatile long longestNanos;

    private Disagreement(final Supplier<String> one, final Supplier<String> other) {
      thread = Thread.ofVirtual().start(() -> look(one, other));
    }

    static Disagreement watch(final Supplier<String> one, final Supplier<String> other) {
      return new Disagreement(one, other);
    }

    private void look(final Supplier<String> one, final Supplier<String> other) {
      long sinceNanos = 0;
      while (!Thread.currentThread().isInterrupted()) {
        final String a = one.get();
        final String b = other.get();
        final long now = System.nanoTime();
        if (a.isEmpty() || b.isEmpty() || a.equals(b)) {
          sinceNanos = 0;
        } else if (sinceNanos == 0) {
          sinceNanos = now;
        } else {
          longestNanos = Math.max(longestNanos, now - sinceNanos);
        }
        rest(Duration.ofMillis(1));
      }
    }

    /** Lets the two be for a while. */
    void rest(final Duration time) {
      try {
        Thread.sleep(time);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    Duration longest() {
      return Duration.ofNanos(longestNanos);
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
