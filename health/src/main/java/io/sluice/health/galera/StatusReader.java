package io.sluice.health.galera;

import io.sluice.backends.writer.GaleraStatus;
import io.sluice.health.galera.Variables.UnfitException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is asked of a node, and what its answers mean. Stateless.
 *
 * <p>SHOW, not the tables behind it: a node that is not ready refuses those. Source: the
 * documentation of the variables by Codership, MariaDB and Percona.
 */
final class StatusReader {
  /** The first question. */
  static final String STATUS =
      show(
          "STATUS",
          List.of(
              "wsrep_local_state",
              "wsrep_local_state_comment",
              "wsrep_cluster_status",
              "wsrep_ready",
              "wsrep_connected",
              "wsrep_desync_count",
              "wsrep_local_index",
              "wsrep_cluster_state_uuid",
              "wsrep_cluster_conf_id",
              "wsrep_cluster_size",
              "wsrep_gcomm_uuid",
              "wsrep_incoming_addresses",
              "wsrep_local_recv_queue",
              "wsrep_flow_control_requested",
              "wsrep_flow_control_paused_ns",
              "wsrep_local_cert_failures",
              "wsrep_local_bf_aborts",
              "Threads_connected"));

  /** The second question. */
  static final String VARIABLES =
      show(
          "VARIABLES",
          List.of(
              "wsrep_on",
              "wsrep_desync",
              "wsrep_reject_queries",
              "wsrep_sst_donor_rejects_queries",
              "wsrep_sst_method",
              "wsrep_node_name",
              "read_only",
              "super_read_only",
              "pxc_maint_mode",
              "max_connections"));

  private StatusReader() {}

  private static String show(final String what, final List<String> names) {
    return names.stream()
        .map(name -> "'" + name + "'")
        .collect(
            Collectors.joining(", ", "SHOW GLOBAL " + what + " WHERE Variable_name IN (", ")"));
  }

  /**
   * What the answers say together.
   *
   * @throws UnfitException a node cannot be like that
   */
  static GaleraStatus read(final Variables v) throws UnfitException {
    final boolean on = v.on("wsrep_on");
    if (on) {
      for (final String needed :
          List.of("wsrep_cluster_status", "wsrep_ready", "wsrep_connected")) {
        require(needed, v);
      }
    }
    final boolean primary = v.shown("wsrep_cluster_status").equalsIgnoreCase("primary");
    if (on && primary) {
      require("wsrep_local_state", v);
    }
    return new GaleraStatus(
        v.small("wsrep_local_state").orElse(0),
        v.shown("wsrep_local_state_comment"),
        primary,
        v.on("wsrep_ready"),
        v.on("wsrep_connected"),
        on,
        v.on("wsrep_desync"),
        v.count("wsrep_desync_count"),
        word("wsrep_reject_queries", "NONE", v),
        v.on("wsrep_sst_donor_rejects_queries"),
        v.shown("wsrep_sst_method"),
        v.notOff("read_only") || v.notOff("super_read_only"),
        word("pxc_maint_mode", "DISABLED", v),
        v.place("wsrep_local_index"),
        uuid("wsrep_cluster_state_uuid", v),
        v.place("wsrep_cluster_conf_id"),
        v.small("wsrep_cluster_size").orElse(0),
        uuid("wsrep_gcomm_uuid", v),
        v.shown("wsrep_node_name"),
        v.list("wsrep_incoming_addresses"),
        v.count("wsrep_local_recv_queue"),
        v.on("wsrep_flow_control_requested"),
        v.measure("wsrep_flow_control_paused_ns"),
        v.measure("wsrep_local_cert_failures"),
        v.measure("wsrep_local_bf_aborts"),
        v.measure("threads_connected"),
        v.measure("max_connections"));
  }

  private static void require(final String name, final Variables v) throws UnfitException {
    if (v.get(name).isEmpty()) {
      throw new UnfitException("wsrep_on is ON, and there is no " + name);
    }
  }

  private static String word(final String name, final String otherwise, final Variables v) {
    final String said = v.shown(name);
    return said.isEmpty() ? otherwise : said.toUpperCase(Locale.ROOT);
  }

  /** A node that is in no cluster has one of zeros. */
  private static String uuid(final String name, final Variables v) {
    final String said = v.shown(name);
    return said.matches("[0-]*") ? "" : said;
  }
}
