package io.sluice.engine.galera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The writer of a real cluster fails under eight clients that insert through Sluice, while others
 * go straight to a node that lives on: what they see is what Galera needs by itself.
 *
 * <p>One fault strikes after another, so that the writer is another node each time.
 */
class FailoverIT {
  private static final String SLUICE = "sluice";
  private static final String GALERA = "galera";
  private static final int CLIENTS = 8;
  private static final Duration AT_MOST = Duration.ofSeconds(20);
  private static final Duration ADDED = Duration.ofMillis(300);
  private static final int PORT = Ports.free();

  /** What a node says that is not in a component with quorum. */
  private static final String NO_QUORUM = "1047";

  @AutoClose private static GaleraCluster cluster;
  @AutoClose private static Sluice sluice;

  @BeforeAll
  static void start() {
    cluster = GaleraCluster.start();
    sluice = Sluice.start(Listeners.writer(cluster, PORT));
  }

  @ParameterizedTest
  @EnumSource
  void shouldMoveTheWriterOnceAndLoseNothing(Fault fault) {
    Trial trial = trial(fault, true);
    if (added(trial).compareTo(ADDED) > 0) {
      // Other work on this machine can cost as much; it seldom does so twice.
      System.out.println("again, for it added " + added(trial).toMillis() + " ms");
      trial = trial(fault, true);
    }
    assertThat(added(trial)).as("what Sluice adds to Galera's own gap").isLessThanOrEqualTo(ADDED);
  }

  /**
   * Everything but time must be right each time. Only how often the writer moves cannot be judged
   * where the nodes that live lost their quorum for a while, which is Galera's to answer for.
   */
  private static Trial trial(Fault fault, boolean mayRepeat) {
    GaleraNode writer = cluster.node(Writers.nodeAt(Ports.on(PORT)));
    Map<String, SocketAddress> ways = new LinkedHashMap<>();
    ways.put(SLUICE, Ports.on(PORT));
    ways.put(GALERA, cluster.others(writer).getLast().address());
    int mark = sluice.log().mark();
    // When
    Trial trial = Trial.run(cluster, fault, writer, ways, CLIENTS, AT_MOST);
    // Then
    System.out.print(trial);
    sluice.log().lines().stream()
        .skip(mark)
        .filter(l -> l.contains("writer"))
        .forEach(System.out::println);
    Journal journal = trial.journal(SLUICE);
    assertThat(journal.lost()).isEmpty();
    assertThat(journal.twoWriters(Trial.APART)).isEmpty();
    if (mayRepeat && trial.journal(GALERA).errors().containsKey(NO_QUORUM)) {
      System.out.println("again, for the others lost their quorum as well");
      return trial(fault, false);
    }
    assertThat(journal.writersSince(0)).hasSize(2).contains(writer.name());
    assertThat(journal.writersSince(trial.healedMicros()))
        .as("the return moves nothing")
        .hasSize(1)
        .doesNotContain(writer.name());
    return trial;
  }

  private static Duration added(Trial trial) {
    return trial.gap(SLUICE).minus(trial.gap(GALERA));
  }
}
