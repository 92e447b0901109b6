package io.sluice.engine.admin;

import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.Verdict;
import io.sluice.engine.admin.Metric.Count;
import io.sluice.engine.admin.Metric.Counter;
import io.sluice.engine.admin.Metric.Gauge;
import io.sluice.engine.admin.Metric.States;
import io.sluice.engine.stats.Stats.WriterStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The tables of metrics of clusters: their nodes, and their writers. HAProxy has none of them. */
final class ClusterMetrics {
  private static final List<String> VERDICTS =
      Arrays.stream(Verdict.values()).map(Verdict::name).toList();
  private static final List<String> STATES =
      List.of("STARTING", "TAKING", "SETTLED", "ENDING", "VACANT");
  private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  static final List<Metric<Node>> NODE =
      List.of(
          new States<>(
              "sluice_galera_verdict",
              "1 for what the node is found to be good for, 0 for the others.",
              VERDICTS,
              node -> Count.one(node.verdict().name())),
          new Gauge<>(
              "sluice_galera_local_index",
              "Its place among the members, from 0; absent while it is none.",
              of(status -> status.localIndex() < 0 ? Double.NaN : status.localIndex())),
          new Gauge<>(
              "sluice_galera_cluster_size",
              "Members that it sees, itself too.",
              of(GaleraStatus::clusterSize)),
          new Gauge<>(
              "sluice_galera_receive_queue",
              "Transactions received and not applied.",
              of(GaleraStatus::recvQueue)),
          new Gauge<>(
              "sluice_galera_flow_control_requested",
              "1 while it holds the others up, else 0.",
              of(status -> status.flowControlRequested() ? 1 : 0)),
          new Counter<>(
              "sluice_galera_flow_control_paused_seconds",
              "How long replication was held up.",
              of(status -> status.flowControlPausedNanos() / SECOND_NANOS)),
          new Counter<>(
              "sluice_galera_certification_failures",
              "Its transactions that lost against one of another node.",
              of(GaleraStatus::certFailures)),
          new Counter<>(
              "sluice_galera_brute_force_aborts",
              "Its transactions that were aborted for one of another node.",
              of(GaleraStatus::bfAborts)),
          new Gauge<>(
              "sluice_galera_connections", "Its clients now.", of(GaleraStatus::threadsConnected)),
          new Gauge<>(
              "sluice_galera_max_connections",
              "Its clients at most.",
              of(GaleraStatus::maxConnections)));

  /** Whether a member is the writer. */
  static final List<Metric<Boolean>> MEMBER =
      List.of(
          new Gauge<>(
              "sluice_writer_current",
              "1 for the server that is the writer, 0 for the others.",
              current -> current ? 1 : 0));

  static final List<Metric<WriterStats>> WRITER =
      List.of(
          new States<>(
              "sluice_writer_state",
              "1 for the state that the group is in, 0 for the others.",
              STATES,
              group -> Count.one(group.snapshot().state())),
          new Counter<>(
              "sluice_writer_switches",
              "Changes of the writer, the first choice too.",
              WriterStats::switchCount),
          new Gauge<>(
              "sluice_writer_since_switch_seconds",
              "How long ago the writer changed; absent before there is one.",
              ClusterMetrics::sinceSwitch),
          new Gauge<>(
              "sluice_writer_last_switch_duration_seconds",
              "How long new sessions waited for the last change.",
              ClusterMetrics::lastDuration),
          new Gauge<>(
              "sluice_writer_epoch",
              "Of the row that load balancers agree by; absent while none is known.",
              group -> group.snapshot().epoch() > 0 ? group.snapshot().epoch() : Double.NaN),
          new Gauge<>(
              "sluice_writer_agreement_readable",
              "1 while that row can be read, else 0; absent with agreement = order.",
              ClusterMetrics::readable));

  private ClusterMetrics() {}

  private static ToDoubleFunction<Node> of(final ToDoubleFunction<GaleraStatus> value) {
    return node -> node.galera().map(value::applyAsDouble).orElse(Double.NaN);
  }

  private static double sinceSwitch(final WriterStats group) {
    return group.switches().isEmpty()
        ? Double.NaN
        : Duration.between(group.switches().getFirst().at(), Instant.now()).toMillis() / 1e3;
  }

  private static double lastDuration(final WriterStats group) {
    return group.switches().isEmpty()
        ? Double.NaN
        : group.switches().getFirst().change().durationNanos() / SECOND_NANOS;
  }

  private static double readable(final WriterStats group) {
    if (!group.snapshot().agreed()) {
      return Double.NaN;
    }
    return group.snapshot().unreadable().isEmpty() ? 1 : 0;
  }
}
