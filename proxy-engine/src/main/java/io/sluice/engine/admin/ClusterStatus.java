package io.sluice.engine.admin;

import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.WriterSnapshot;
import io.sluice.engine.stats.Stats.SwitchStats;
import io.sluice.engine.stats.Stats.WriterStats;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the status says of clusters: each node, and who the writer is, and was. Stateless. */
final class ClusterStatus {
  private static final String HISTORIES =
      "load balancers go by the order of the nodes alone; those with different histories may name"
          + " different writers";

  private ClusterStatus() {}

  static Map<String, Object> node(final Node node) {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("group", node.group());
    object.put("server", node.server());
    object.put("verdict", StatusPage.word(node.verdict()));
    object.put("reason", node.reason());
    node.galera().ifPresent(status -> object.put("status", status(status)));
    return object;
  }

  private static Map<String, Object> status(final GaleraStatus status) {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("node", status.nodeName());
    object.put("state", status.localState());
    object.put("stateComment", status.localStateComment());
    object.put("primary", status.primary());
    object.put("ready", status.ready());
    object.put("connected", status.connected());
    object.put("desync", status.desync());
    object.put("desyncCount", status.desyncCount());
    object.put("rejectQueries", status.rejectQueries());
    object.put("readOnly", status.readOnly());
    object.put("maintMode", status.maintMode());
    if (status.localIndex() >= 0) {
      object.put("index", status.localIndex());
    }
    object.put("clusterUuid", status.stateUuid());
    object.put("confId", status.confId());
    object.put("clusterSize", status.clusterSize());
    object.put("receiveQueue", status.recvQueue());
    object.put("flowControlRequested", status.flowControlRequested());
    object.put("flowControlPausedSeconds", seconds(status.flowControlPausedNanos()));
    object.put("certificationFailures", status.certFailures());
    object.put("bruteForceAborts", status.bfAborts());
    object.put("connections", status.threadsConnected());
    object.put("maxConnections", status.maxConnections());
    return object;
  }

  static Map<String, Object> writer(final WriterStats writer) {
    final WriterSnapshot group = writer.snapshot();
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", group.group());
    object.put("state", group.state().toLowerCase(Locale.ROOT));
    object.put("writer", group.writer().isEmpty() ? null : group.writer());
    if (!group.waiting().isEmpty()) {
      object.put("waiting", group.waiting());
    }
    object.put("agreement", agreement(group));
    object.put("nodes", group.nodes().stream().map(ClusterStatus::member).toList());
    object.put("switchCount", writer.switchCount());
    object.put("switches", writer.switches().stream().map(ClusterStatus::change).toList());
    return object;
  }

  private static Map<String, Object> agreement(final WriterSnapshot group) {
    if (!group.agreed()) {
      return Map.of("by", "order", "note", HISTORIES);
    }
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("by", "table");
    object.put("epoch", group.epoch());
    object.put("readable", group.unreadable().isEmpty());
    if (!group.unreadable().isEmpty()) {
      object.put("why", group.unreadable());
    }
    return object;
  }

  private static Map<String, Object> member(final WriterSnapshot.Node node) {
    return Map.of(
        "server", node.name(),
        "verdict", StatusPage.word(node.verdict()),
        "reason", node.reason());
  }

  private static Map<String, Object> change(final SwitchStats entry) {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", entry.at().toString());
    object.put("from", entry.change().from().isEmpty() ? null : entry.change().from());
    object.put("to", entry.change().to());
    object.put("kind", StatusPage.word(entry.change().kind()));
    object.put("why", entry.change().why());
    object.put("verdict", entry.change().verdict());
    object.put("durationMillis", Duration.ofNanos(entry.change().durationNanos()).toMillis());
    return object;
  }

  private static double seconds(final long nanos) {
    return nanos / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
