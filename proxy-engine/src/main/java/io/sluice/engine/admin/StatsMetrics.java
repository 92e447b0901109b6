package io.sluice.engine.admin;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.backends.ServerState;
import io.sluice.engine.admin.Metric.Codes;
import io.sluice.engine.admin.Metric.Count;
import io.sluice.engine.admin.Metric.Counter;
import io.sluice.engine.admin.Metric.Gauge;
import io.sluice.engine.admin.Metric.States;
import io.sluice.engine.admin.Metric.Text;
import io.sluice.engine.stats.Stats.AgentStats;
import io.sluice.engine.stats.Stats.BackendStats;
import io.sluice.engine.stats.Stats.FrontendStats;
import io.sluice.engine.stats.Stats.HttpTotals;
import io.sluice.engine.stats.Stats.ProcessStats;
import io.sluice.engine.stats.Stats.ServerStats;
import io.sluice.engine.stats.Stats.TableStats;
import io.sluice.engine.stats.Stats.Totals;
import io.sluice.health.CheckStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The tables of metrics. Names are those of HAProxy's exporter with {@code sluice_} in the place of
 * {@code haproxy_}, where it has the metric; docs/metrics.md lists both.
 */
final class StatsMetrics {
  private static final List<String> SERVER_STATES =
      List.of("UP", "DOWN", "PENDING", "MAINT", "MAINT (resolution)", "DRAIN", "NOCHECK");
  private static final List<String> BACKEND_STATES = List.of("UP", "DOWN");
  private static final List<String> CHECK_STATES =
      Arrays.stream(CheckStatus.values()).map(CheckStatus::name).toList();

  static final List<Metric<ProcessStats>> PROCESS =
      List.of(
          new Text<>("sluice_process_build", "The running build.", "version", p -> p.version()),
          new Gauge<>("sluice_process_uptime_seconds", "Since the start.", p -> p.uptimeSeconds()),
          new Gauge<>("sluice_process_nbthread", "Event loops.", p -> p.eventLoops()),
          new Gauge<>(
              "sluice_process_max_connections",
              "Client connections that are accepted at most.",
              p -> p.maxconn()),
          new Gauge<>(
              "sluice_process_current_connections",
              "Client connections open now.",
              p -> p.openConnections()),
          new Counter<>(
              "sluice_process_connections", "Client connections accepted.", p -> p.connections()),
          new Counter<>(
              "sluice_process_accept_errors",
              "Accepts that failed, such as for want of descriptors.",
              p -> p.acceptErrors()),
          new Counter<>(
              "sluice_process_dropped_logs",
              "Log lines dropped: their buffer was full, or standard output failed.",
              p -> p.logDropped()),
          new Counter<>("sluice_process_reloads", "Reloads that took effect.", p -> p.reloads()),
          new Counter<>(
              "sluice_process_failed_reloads", "Reloads refused.", p -> p.reloadFailures()),
          new Gauge<>(
              "sluice_process_stopping",
              "1 while the process drains, else 0.",
              p -> p.stopping() ? 1 : 0),
          new Gauge<>(
              "sluice_process_buffer_bytes",
              "Memory outside the heap that network buffers hold.",
              _ -> bufferBytes()));

  static final List<Metric<FrontendStats>> FRONTEND =
      join(
          List.of(
              new Gauge<>(
                  "sluice_frontend_limit_sessions",
                  "The frontend's own limit; absent where it has none.",
                  f -> limit(f.maxconn()))),
          sessions("sluice_frontend_", FrontendStats::totals),
          requests("sluice_frontend_", FrontendStats::totals),
          denied("sluice_frontend_", FrontendStats::totals),
          List.of(
              new Counter<>(
                  "sluice_frontend_request_errors",
                  "Requests that were refused, or did not come to their end.",
                  http(FrontendStats::totals, h -> h.requestErrors()))));

  static final List<Metric<BackendStats>> BACKEND =
      join(
          List.of(
              new Gauge<>(
                  "sluice_backend_current_queue",
                  "Sessions that wait for any server.",
                  b -> b.queued()),
              new States<>(
                  "sluice_backend_status",
                  "1 for the state that the backend is in, 0 for the others.",
                  BACKEND_STATES,
                  b -> Count.one(serves(b) ? "UP" : "DOWN")),
              new States<>(
                  "sluice_backend_agg_server_status",
                  "Servers in each state.",
                  SERVER_STATES,
                  b -> state -> count(b, s -> status(s).equals(state))),
              new Gauge<>(
                  "sluice_backend_active_servers",
                  "Servers, backups aside, that take sessions.",
                  b -> count(b, s -> !s.backup() && takesSessions(s))),
              new Gauge<>(
                  "sluice_backend_backup_servers",
                  "Backup servers that could take sessions.",
                  b -> count(b, s -> s.backup() && takesSessions(s))),
              new Gauge<>(
                  "sluice_backend_weight",
                  "Sum of the weights of the servers that take sessions, backups aside.",
                  StatsMetrics::weight)),
          sessions("sluice_backend_", BackendStats::totals),
          connects("sluice_backend_", BackendStats::totals),
          requests("sluice_backend_", BackendStats::totals),
          denied("sluice_backend_", BackendStats::totals),
          responses("sluice_backend_", BackendStats::totals),
          List.of(
              new Counter<>(
                  "sluice_backend_no_server_sessions",
                  "Sessions that found no server.",
                  b -> b.totals().noServer()),
              new Counter<>(
                  "sluice_backend_queue_timeouts",
                  "Sessions whose time in a queue ran out.",
                  b -> b.totals().queueTimeouts())));

  static final List<Metric<ServerStats>> SERVER =
      join(
          List.of(
              new Gauge<>(
                  "sluice_server_current_queue",
                  "Sessions that wait for this very server.",
                  s -> s.queued()),
              new Gauge<>(
                  "sluice_server_limit_sessions",
                  "The server's own limit; absent where it has none.",
                  s -> limit(s.maxconn())),
              new Gauge<>("sluice_server_weight", "Its configured weight.", s -> s.weight()),
              new States<>(
                  "sluice_server_status",
                  "1 for the state that the server is in, 0 for the others.",
                  SERVER_STATES,
                  s -> Count.one(status(s))),
              new States<>(
                  "sluice_server_check_status",
                  "1 for the result of the last check, 0 for the others.",
                  CHECK_STATES,
                  s -> Count.one(s.checkStatus())),
              new States<>(
                  "sluice_server_agent_status",
                  "1 for the result of the last question to its agent, 0 for the others.",
                  CHECK_STATES,
                  StatsMetrics::agentStatus),
              new Gauge<>(
                  "sluice_server_agent_duration_seconds",
                  "How long the last question to its agent took.",
                  s -> s.agent().map(AgentStats::durationSeconds).orElse(Double.NaN)),
              new Gauge<>(
                  "sluice_server_check_duration_seconds",
                  "How long the last check took.",
                  checked(s -> s.checkDurationSeconds())),
              new Counter<>("sluice_server_checks", "Checks made.", checked(s -> s.checks())),
              new Counter<>(
                  "sluice_server_check_failures",
                  "Checks that failed.",
                  checked(s -> s.checkFailures())),
              new Gauge<>(
                  "sluice_server_check_unclear",
                  "1 while checks cannot judge it, so that its last verdict stays; else 0.",
                  checked(s -> s.state().unclear() ? 1 : 0)),
              new Counter<>(
                  "sluice_server_check_up_down",
                  "Times that checks took it from up to down.",
                  checked(s -> s.downs())),
              new Counter<>(
                  "sluice_server_error_limits",
                  "Times that connects of the traffic failed in a row until on-error followed.",
                  checked(s -> s.errorLimits()))),
          sessions("sluice_server_", ServerStats::totals),
          connects("sluice_server_", ServerStats::totals),
          requests("sluice_server_", ServerStats::totals),
          responses("sluice_server_", ServerStats::totals),
          List.of(
              new Counter<>(
                  "sluice_server_responses_denied",
                  "Responses that a rule denied.",
                  http(ServerStats::totals, h -> h.responsesDenied())),
              new Gauge<>(
                  "sluice_server_idle_connections_current",
                  "Connections that wait for another request.",
                  http(ServerStats::totals, h -> h.idle()))));

  /** Of a stick table. */
  static final List<Metric<TableStats>> TABLE =
      List.of(
          new Gauge<>("sluice_stick_table_size", "Entries at most.", TableStats::size),
          new Gauge<>("sluice_stick_table_used", "Entries that it has.", TableStats::used));

  private StatsMetrics() {}

  private static <T> List<Metric<T>> sessions(
      final String prefix, final Function<T, Totals> totals) {
    return List.of(
        new Gauge<>(prefix + "current_sessions", "Sessions open now.", of(totals, t -> t.open())),
        new Counter<>(prefix + "sessions", "Sessions begun.", of(totals, t -> t.sessions())),
        new Counter<>(prefix + "bytes_in", "Bytes from clients.", of(totals, t -> t.bytesIn())),
        new Counter<>(prefix + "bytes_out", "Bytes to clients.", of(totals, t -> t.bytesOut())));
  }

  private static <T> List<Metric<T>> connects(
      final String prefix, final Function<T, Totals> totals) {
    return List.of(
        new Counter<>(
            prefix + "connection_errors",
            "Connects to a server that failed, retries included.",
            of(totals, t -> t.connectErrors())),
        new Counter<>(
            prefix + "retry_warnings",
            "Connects tried again on the same server.",
            of(totals, t -> t.retries())),
        new Counter<>(
            prefix + "redispatch_warnings",
            "Connects tried again on another server.",
            of(totals, t -> t.redispatches())),
        new Counter<>(
            prefix + "client_aborts",
            "Sessions that the client ended early.",
            of(totals, t -> t.clientAborts())),
        new Counter<>(
            prefix + "server_aborts",
            "Sessions that the server ended early.",
            of(totals, t -> t.serverAborts())),
        new Counter<>(
            prefix + "killed_sessions",
            "Sessions ended since their server went down or a better one came up.",
            of(totals, t -> t.killed())));
  }

  private static <T> List<Metric<T>> requests(
      final String prefix, final Function<T, Totals> totals) {
    return List.of(
        new Counter<>(prefix + "http_requests", "HTTP requests.", http(totals, h -> h.requests())),
        new Codes<>(
            prefix + "http_responses",
            "HTTP responses by the first digit of their status.",
            row -> totals.apply(row).http().map(HttpTotals::responses)));
  }

  private static <T> List<Metric<T>> denied(final String prefix, final Function<T, Totals> totals) {
    return List.of(
        new Counter<>(
            prefix + "requests_denied",
            "Requests that a rule denied.",
            http(totals, h -> h.requestsDenied())),
        new Counter<>(
            prefix + "responses_denied",
            "Responses that a rule denied.",
            http(totals, h -> h.responsesDenied())));
  }

  private static <T> List<Metric<T>> responses(
      final String prefix, final Function<T, Totals> totals) {
    return List.of(
        new Counter<>(
            prefix + "response_errors",
            "Responses that were no valid ones, or did not come to their end.",
            http(totals, h -> h.responseErrors())),
        new Counter<>(
            prefix + "connection_reuses",
            "Requests on a connection that had served another.",
            http(totals, h -> h.reuses())));
  }

  private static <T> ToDoubleFunction<T> http(
      final Function<T, Totals> totals, final ToDoubleFunction<HttpTotals> value) {
    return row -> totals.apply(row).http().map(value::applyAsDouble).orElse(Double.NaN);
  }

  private static <T> ToDoubleFunction<T> of(
      final Function<T, Totals> totals, final ToDoubleFunction<Totals> value) {
    return row -> value.applyAsDouble(totals.apply(row));
  }

  @SafeVarargs
  private static <T> List<Metric<T>> join(final List<Metric<T>>... tables) {
    final List<Metric<T>> all = new ArrayList<>();
    for (final List<Metric<T>> table : tables) {
      all.addAll(table);
    }
    return List.copyOf(all);
  }

  private static double limit(final int maxconn) {
    return maxconn > 0 ? maxconn : Double.NaN;
  }

  private static ToDoubleFunction<ServerStats> checked(final ToDoubleFunction<ServerStats> value) {
    return s -> s.state().health() == Health.UNCHECKED ? Double.NaN : value.applyAsDouble(s);
  }

  private static Count agentStatus(final ServerStats server) {
    return server.agent().map(agent -> Count.one(agent.status())).orElse(_ -> Double.NaN);
  }

  /** Health and administration as one word; what the operator took out is not called down. */
  static String status(final ServerStats server) {
    final ServerState state = server.state();
    if (state.admin() == AdminState.MAINT) {
      return "MAINT";
    }
    if (!state.resolved()) {
      return "MAINT (resolution)";
    }
    return switch (state.verdict()) {
      case DOWN -> "DOWN";
      case PENDING -> "PENDING";
      case UP -> state.admin() == AdminState.DRAIN ? "DRAIN" : "UP";
      case UNCHECKED -> state.admin() == AdminState.DRAIN ? "DRAIN" : "NOCHECK";
    };
  }

  private static boolean takesSessions(final ServerStats server) {
    return server.state().takesSessions() && server.weight() > 0;
  }

  private static boolean serves(final BackendStats backend) {
    return backend.servers().stream().anyMatch(StatsMetrics::takesSessions);
  }

  private static long count(final BackendStats backend, final Predicate<ServerStats> which) {
    return backend.servers().stream().filter(which).count();
  }

  private static double weight(final BackendStats backend) {
    return backend.servers().stream()
        .filter(s -> !s.backup() && takesSessions(s))
        .mapToInt(ServerStats::weight)
        .sum();
  }

  private static double bufferBytes() {
    return ByteBufAllocator.DEFAULT instanceof final ByteBufAllocatorMetricProvider provider
        ? provider.metric().usedDirectMemory()
        : Double.NaN;
  }
}
