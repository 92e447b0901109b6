package io.sluice.engine.galera;

import io.sluice.engine.testkit.Deadline;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What a fault did to clients that reach the cluster in several ways at once: the same fault, on
 * the same cluster, in the same second.
 *
 * @param fault what happened
 * @param node to whom
 * @param faultMicros when, microseconds of the epoch
 * @param healedMicros when the node was back
 * @param journals of each way, by its name
 */
record Trial(
    Fault fault, String node, long faultMicros, long healedMicros, Map<String, Journal> journals) {
  /** Writes of two nodes that are closer are at one time. */
  static final Duration APART = Duration.ofMillis(100);

  /** What is looked at before a fault and after a return. */
  private static final Duration MARGIN = Duration.ofMillis(700);

  /**
   * Runs one.
   *
   * @param node whom it happens to
   * @param ways where clients connect to, by name
   * @param clients of each way
   * @param atMost how long the fault lasts at most, where clients do not get away from the node
   */
  static Trial run(
      GaleraCluster cluster,
      Fault fault,
      GaleraNode node,
      Map<String, SocketAddress> ways,
      int clients,
      Duration atMost) {
    var writers = new LinkedHashMap<String, Writers>();
    try {
      ways.forEach((name, address) -> writers.put(name, Writers.start(address, clients)));
      writers.values().forEach(way -> way.awaitEach(20));
      pause(MARGIN);
      long faultMicros = Writers.nowMicros();
      fault.strike(node);
      var deadline = new Deadline(atMost);
      writers.values().forEach(way -> way.awaitEachLeaves(node.name(), deadline));
      pause(MARGIN);
      fault.heal(node);
      cluster.awaitSynced();
      long healedMicros = Writers.nowMicros();
      pause(MARGIN);
      pause(MARGIN);
      var journals = new LinkedHashMap<String, Journal>();
      // A node that was never away has everything.
      GaleraNode witness = cluster.others(node).getFirst();
      writers.forEach((name, way) -> journals.put(name, way.stop(witness)));
      return new Trial(fault, node.name(), faultMicros, healedMicros, journals);
    } finally {
      writers.values().forEach(Writers::close);
    }
  }

  private static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  Journal journal(String way) {
    return journals.get(way);
  }

  /** The longest time without a commit from the fault on, while it lasted and at the return. */
  Duration gap(String way) {
    Journal journal = journals.get(way);
    return journal.longestGap(faultMicros - 200_000, journal.endMicros());
  }

  /** One line for each way. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    journals.forEach((way, journal) ->
        text.append(
            "%-10s %-8s gap %6.3f s, %s%n"
                .formatted(fault, way, gap(way).toNanos() / 1e9, journal)));
    return text.toString();
  }
}
