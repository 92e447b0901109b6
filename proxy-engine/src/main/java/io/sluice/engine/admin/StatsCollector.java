package io.sluice.engine.admin;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sluice.backends.writer.WriterSnapshot;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.stats.Stats.BackendStats;
import io.sluice.engine.stats.Stats.FrontendStats;
import io.sluice.engine.stats.Stats.ServerStats;
import io.sluice.engine.stats.Stats.TableStats;
import io.sluice.engine.stats.Stats.WriterStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes metrics of one {@link Stats} for each scrape, so that the numbers of a scrape belong
 * together, and what is removed by a reload is gone from the next one. Any thread.
 */
final class StatsCollector implements MultiCollector {
  private final Supplier<Stats> stats;

  StatsCollector(final Supplier<Stats> stats) {
    this.stats = stats;
  }

  @Override
  public MetricSnapshots collect() {
    final Stats now = stats.get();
    final MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    add(snapshots, StatsMetrics.PROCESS, Map.of(Labels.EMPTY, now.process()));
    add(snapshots, StatsMetrics.FRONTEND, frontends(now));
    add(snapshots, StatsMetrics.BACKEND, backends(now));
    add(snapshots, StatsMetrics.SERVER, servers(now));
    add(snapshots, ClusterMetrics.NODE, nodes(now));
    add(snapshots, ClusterMetrics.MEMBER, members(now));
    add(snapshots, ClusterMetrics.WRITER, writers(now));
    add(snapshots, StatsMetrics.TABLE, tables(now));
    return snapshots.build();
  }

  private static <T> void add(
      final MetricSnapshots.Builder snapshots,
      final List<Metric<T>> metrics,
      final Map<Labels, T> rows) {
    for (final Metric<T> metric : metrics) {
      final MetricSnapshot snapshot = metric.snapshot(rows);
      if (!snapshot.getDataPoints().isEmpty()) {
        snapshots.metricSnapshot(snapshot);
      }
    }
  }

  private static Map<Labels, FrontendStats> frontends(final Stats stats) {
    final Map<Labels, FrontendStats> rows = new LinkedHashMap<>();
    for (final FrontendStats frontend : stats.frontends()) {
      rows.putIfAbsent(Labels.of("proxy", frontend.name()), frontend);
    }
    return rows;
  }

  private static Map<Labels, TableStats> tables(final Stats stats) {
    final Map<Labels, TableStats> rows = new LinkedHashMap<>();
    for (final TableStats table : stats.tables()) {
      rows.putIfAbsent(Labels.of("table", table.name()), table);
    }
    return rows;
  }

  private static Map<Labels, BackendStats> backends(final Stats stats) {
    final Map<Labels, BackendStats> rows = new LinkedHashMap<>();
    for (final BackendStats backend : stats.backends()) {
      rows.putIfAbsent(Labels.of("proxy", backend.name()), backend);
    }
    return rows;
  }

  private static Map<Labels, ServerStats> servers(final Stats stats) {
    final Map<Labels, ServerStats> rows = new LinkedHashMap<>();
    for (final BackendStats backend : stats.backends()) {
      for (final ServerStats server : backend.servers()) {
        rows.putIfAbsent(Labels.of("proxy", backend.name(), "server", server.name()), server);
      }
    }
    return rows;
  }

  private static Map<Labels, Node> nodes(final Stats stats) {
    final Map<Labels, Node> rows = new LinkedHashMap<>();
    for (final Node node : Node.of(stats)) {
      rows.put(Labels.of("group", node.group(), "server", node.server()), node);
    }
    return rows;
  }

  private static Map<Labels, Boolean> members(final Stats stats) {
    final Map<Labels, Boolean> rows = new LinkedHashMap<>();
    for (final WriterStats writer : stats.writers()) {
      final WriterSnapshot group = writer.snapshot();
      for (final WriterSnapshot.Node node : group.nodes()) {
        rows.put(
            Labels.of("group", group.group(), "server", node.name()),
            node.name().equals(group.writer()));
      }
    }
    return rows;
  }

  private static Map<Labels, WriterStats> writers(final Stats stats) {
    final Map<Labels, WriterStats> rows = new LinkedHashMap<>();
    for (final WriterStats writer : stats.writers()) {
      rows.put(Labels.of("group", writer.snapshot().group()), writer);
    }
    return rows;
  }
}
