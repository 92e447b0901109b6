package io.sluice.engine;

import io.sluice.backends.AdminState;
import io.sluice.backends.Server;
import io.sluice.backends.ServerState;
import io.sluice.config.Mode;
import io.sluice.config.WriterConfig;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.CheckRecord;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.reload.Generation;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.stats.WorkerCounters;
import io.sluice.engine.writer.GroupView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sums up what the workers counted. Stateless; any thread but a worker's. */
final class StatsReader {
  private StatsReader() {}

  static Stats read(
      final Stats.ProcessStats process, final Generation running, final List<GroupView> groups) {
    return new Stats(
        process,
        running.frontends().values().stream().map(StatsReader::frontend).toList(),
        running.backends().values().stream().map(StatsReader::backend).toList(),
        groups.stream().map(StatsReader::writer).toList());
  }

  private static Stats.FrontendStats frontend(final FrontendRuntime frontend) {
    return new Stats.FrontendStats(
        frontend.name(),
        frontend.config().maxconn(),
        totals(frontend.state().counters(), frontend.config().mode()));
  }

  private static Stats.BackendStats backend(final BackendRuntime backend) {
    return new Stats.BackendStats(
        backend.name(),
        backend.config().writer().map(WriterConfig::group).orElse(""),
        backend.backend().queued(),
        totals(backend.counters(), backend.config().mode()),
        backend.backend().servers().stream().map(server -> server(backend, server)).toList());
  }

  private static Stats.ServerStats server(final BackendRuntime backend, final Server server) {
    final ServerRuntime runtime = BackendRuntime.of(server);
    final ServerState state = backend.backend().settledState(server);
    final CheckRecord checks = runtime.checks();
    return new Stats.ServerStats(
        server.name(),
        server.config().address().toString(),
        server.config().backup(),
        server.config().weight(),
        server.config().maxconn(),
        state,
        server.queued(),
        totals(runtime.counters(), backend.config().mode()),
        checks.status(),
        seconds(checks.durationNanos()),
        checks.checks(),
        checks.failures(),
        checks.downs(),
        checks.errorLimits(),
        server.config().check().map(check -> check.probe().type()).orElse(""),
        state.admin() == AdminState.MAINT ? Optional.empty() : runtime.report(),
        seconds(System.nanoTime() - state.sinceNanos()),
        server.config().agent().map(_ -> agent(runtime.agentChecks())));
  }

  private static Stats.Totals totals(final WorkerCounters counters, final Mode mode) {
    final Stats.Totals totals = counters.totals();
    return mode == Mode.HTTP ? totals : totals.withoutHttp();
  }

  private static Stats.WriterStats writer(final GroupView group) {
    return new Stats.WriterStats(
        group.snapshot(),
        group.switches().stream()
            .map(each -> new Stats.SwitchStats(each.at(), each.change()))
            .toList(),
        group.switchCount());
  }

  private static Stats.AgentStats agent(final CheckRecord asked) {
    return new Stats.AgentStats(asked.status(), seconds(asked.durationNanos()));
  }

  private static double seconds(final long nanos) {
    return nanos / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
