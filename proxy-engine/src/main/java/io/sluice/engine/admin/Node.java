package io.sluice.engine.admin;

import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.backends.writer.WriterSnapshot;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.stats.Stats.BackendStats;
import io.sluice.engine.stats.Stats.ServerStats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A node of a Galera cluster as it is shown: once, though several backends may lead to it.
 *
 * @param group the writer group, or the backend where it belongs to none
 * @param server its name
 * @param verdict as it counts now
 * @param reason in words
 * @param galera what it said last; empty: nothing, or it does not answer, or nobody asks
 */
record Node(
    String group, String server, Verdict verdict, String reason, Optional<GaleraStatus> galera) {
  private static final String CHECK = "galera";

  /** Every one that there is, in the order of the configuration. */
  static List<Node> of(final Stats stats) {
    final List<Node> nodes = new ArrayList<>();
    final Set<List<String>> seen = new HashSet<>();
    for (final BackendStats backend : stats.backends()) {
      final String group = backend.writerGroup().isEmpty() ? backend.name() : backend.writerGroup();
      for (final ServerStats server : backend.servers()) {
        if (server.checkType().equals(CHECK) && seen.add(List.of(group, server.name()))) {
          nodes.add(node(group, server, known(stats, backend, server)));
        }
      }
    }
    return nodes;
  }

  /** What a group with a writer thinks of it. */
  private static Optional<WriterSnapshot.Node> known(
      final Stats stats, final BackendStats backend, final ServerStats server) {
    return stats.writers().stream()
        .map(Stats.WriterStats::snapshot)
        .filter(group -> group.group().equals(backend.writerGroup()))
        .flatMap(group -> group.nodes().stream())
        .filter(node -> node.name().equals(server.name()))
        .findFirst();
  }

  private static Node node(
      final String group, final ServerStats server, final Optional<WriterSnapshot.Node> known) {
    return new Node(
        group,
        server.name(),
        known.map(WriterSnapshot.Node::verdict).orElseGet(() -> verdict(server)),
        known.map(WriterSnapshot.Node::reason).orElseGet(() -> server.state().why()),
        server.report().flatMap(NodeReport::galera));
  }

  private static Verdict verdict(final ServerStats server) {
    final boolean silent =
        server.state().verdict() == Health.DOWN && server.state().admin() != AdminState.MAINT;
    return server.report().map(NodeReport::verdict).orElse(silent ? Verdict.DEAD : Verdict.UNKNOWN);
  }
}
