package io.sluice.health.galera;

import io.sluice.backends.writer.GaleraStatus;
import io.sluice.health.galera.Variables.UnfitException;
import io.sluice.health.mysql.Answer.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What nodes say in tests: a synced one, with changes. */
final class Nodes {
  private static final Map<String, String> SYNCED =
      Map.ofEntries(
          Map.entry("wsrep_on", "ON"),
          Map.entry("wsrep_local_state", "4"),
          Map.entry("wsrep_local_state_comment", "Synced"),
          Map.entry("wsrep_cluster_status", "Primary"),
          Map.entry("wsrep_ready", "ON"),
          Map.entry("wsrep_connected", "ON"),
          Map.entry("wsrep_desync", "OFF"),
          Map.entry("wsrep_desync_count", "0"),
          Map.entry("wsrep_reject_queries", "NONE"),
          Map.entry("wsrep_sst_donor_rejects_queries", "OFF"),
          Map.entry("wsrep_sst_method", "rsync"),
          Map.entry("wsrep_local_index", "1"),
          Map.entry("wsrep_cluster_size", "3"),
          Map.entry("wsrep_cluster_conf_id", "7"),
          Map.entry("wsrep_cluster_state_uuid", "c69fe12d-e620-11f1-9870-725507160f2b"),
          Map.entry("wsrep_incoming_addresses", "10.0.0.1:3306,,AUTO"),
          Map.entry("wsrep_local_recv_queue", "0"),
          Map.entry("read_only", "OFF"));

  private Nodes() {}

  /** Rows of a synced node. Changes are name and value in turn; a null takes the variable away. */
  static Rows rows(final String... changes) {
    final Map<String, String> values = new TreeMap<>(SYNCED);
    for (int i = 0; i < changes.length; i += 2) {
      values.put(changes[i], changes[i + 1]);
    }
    final List<List<Optional<String>>> rows = new ArrayList<>();
    values.forEach(
        (name, value) -> rows.add(List.of(Optional.of(name), Optional.ofNullable(value))));
    return new Rows(List.of("Variable_name", "Value"), rows);
  }

  static GaleraStatus status(final String... changes) throws UnfitException {
    final Variables variables = new Variables();
    variables.add(rows(changes));
    return StatusReader.read(variables);
  }
}
