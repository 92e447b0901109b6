package io.sluice.engine.admin;

import io.sluice.engine.stats.Stats;
import io.sluice.engine.stats.Stats.BackendStats;
import io.sluice.engine.stats.Stats.FrontendStats;
import io.sluice.engine.stats.Stats.HttpTotals;
import io.sluice.engine.stats.Stats.ProcessStats;
import io.sluice.engine.stats.Stats.ServerStats;
import io.sluice.engine.stats.Stats.Totals;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that an operator asks of what runs, for programs and for people. Stateless.
 *
 * <p>Absent members say that there is nothing to say, such as the check of a server without one.
 */
final class StatusPage {
  private StatusPage() {}

  static Map<String, Object> of(final Stats stats, final Readiness readiness) {
    return Map.of(
        "process", process(stats.process(), readiness),
        "frontends", stats.frontends().stream().map(StatusPage::frontend).toList(),
        "backends", stats.backends().stream().map(StatusPage::backend).toList(),
        "galera", Node.of(stats).stream().map(ClusterStatus::node).toList(),
        "writerGroups", stats.writers().stream().map(ClusterStatus::writer).toList());
  }

  private static Map<String, Object> process(
      final ProcessStats process, final Readiness readiness) {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("version", process.version());
    object.put("uptimeSeconds", process.uptimeSeconds());
    object.put("eventLoops", process.eventLoops());
    object.put("maxconn", process.maxconn());
    object.put("connections", process.openConnections());
    object.put("connectionsTotal", process.connections());
    object.put("reloads", process.reloads());
    object.put("reloadsRefused", process.reloadFailures());
    object.put("stopping", process.stopping());
    object.put("live", readiness.live());
    object.put("ready", readiness.ready());
    object.put("readyReason", readiness.ready() ? "ok" : readiness.readyReason());
    return object;
  }

  private static Map<String, Object> frontend(final FrontendStats frontend) {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", frontend.name());
    if (frontend.maxconn() > 0) {
      object.put("maxconn", frontend.maxconn());
    }
    putTotals(object, frontend.totals());
    return object;
  }

  private static Map<String, Object> backend(final BackendStats backend) {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", backend.name());
    if (!backend.writerGroup().isEmpty()) {
      object.put("writerGroup", backend.writerGroup());
    }
    object.put("queued", backend.queued());
    putTotals(object, backend.totals());
    object.put("servers", backend.servers().stream().map(StatusPage::server).toList());
    return object;
  }

  private static Map<String, Object> server(final ServerStats server) {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", server.name());
    object.put("address", server.address());
    object.put("state", StatsMetrics.status(server));
    object.put("health", word(server.state().verdict()));
    object.put("admin", word(server.state().admin()));
    object.put("resolved", server.state().resolved());
    object.put("reason", server.state().why());
    object.put("stateSeconds", server.stateSeconds());
    object.put("backup", server.backup());
    object.put("weight", server.weight());
    if (server.maxconn() > 0) {
      object.put("maxconn", server.maxconn());
    }
    object.put("queued", server.queued());
    putTotals(object, server.totals());
    if (!server.checkType().isEmpty()) {
      object.put("check", check(server));
    }
    return object;
  }

  private static Map<String, Object> check(final ServerStats server) {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", server.checkType());
    object.put("status", server.checkStatus());
    object.put("durationSeconds", server.checkDurationSeconds());
    object.put("unclear", server.state().unclear());
    object.put("checks", server.checks());
    object.put("failures", server.checkFailures());
    object.put("downs", server.downs());
    return object;
  }

  private static void putTotals(final Map<String, Object> object, final Totals totals) {
    object.put("sessions", totals.open());
    object.put("sessionsTotal", totals.sessions());
    object.put("bytesIn", totals.bytesIn());
    object.put("bytesOut", totals.bytesOut());
    totals.http().ifPresent(http -> object.put("http", http(http)));
  }

  private static Map<String, Object> http(final HttpTotals http) {
    final Map<String, Object> object = new LinkedHashMap<>();
    object.put("requests", http.requests());
    object.put("responses", http.responses().byCode());
    object.put("requestsDenied", http.requestsDenied());
    object.put("responsesDenied", http.responsesDenied());
    object.put("requestErrors", http.requestErrors());
    object.put("responseErrors", http.responseErrors());
    object.put("connectionReuses", http.reuses());
    object.put("idleConnections", http.idle());
    return object;
  }

  static String word(final Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
