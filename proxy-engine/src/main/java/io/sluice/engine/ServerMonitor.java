package io.sluice.engine;

import io.sluice.backends.Health;
import io.sluice.backends.Server;
import io.sluice.backends.ServerState;
import io.sluice.config.ObserveConfig;
import io.sluice.config.ServerConfig;
import io.sluice.engine.discovery.Discovery;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.CheckRecord;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.transport.Worker;
import io.sluice.engine.writer.WriterGroups;
import io.sluice.health.CheckListener;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what checks found to the servers: their state, one log line for each change, and what the
 * configuration says is to happen to sessions then. Hears on the check loop, acts on the control
 * loop.
 */
final class ServerMonitor implements CheckListener {
  private static final Logger LOG = LoggerFactory.getLogger(ServerMonitor.class);

  private final ControlLoop control;
  private final List<Worker> workers;
  private final Supplier<Map<String, BackendRuntime>> backends;
  private final Discovery discovery;

  /** Whose writer depends on what is found; null: nobody listens yet. */
  private WriterGroups groups;

  private final TrafficWitness traffic = new TrafficWitness();

  /**
   * @param backends those that run now, by name; asked on the control loop
   * @param discovery hears what may tell where servers are
   */
  ServerMonitor(
      final ControlLoop control,
      final List<Worker> workers,
      final Supplier<Map<String, BackendRuntime>> backends,
      final Discovery discovery) {
    this.control = control;
    this.workers = workers;
    this.backends = backends;
    this.discovery = discovery;
  }

  /** Who else hears what was found. Before the first check. */
  void setGroups(final WriterGroups listening) {
    groups = listening;
  }

  @Override
  public void onResult(final Server server, final CheckResult result, final Health health) {
    control.post(() -> onResultHere(server, result, health));
  }

  private void onResultHere(final Server server, final CheckResult result, final Health health) {
    final ServerRuntime runtime = BackendRuntime.of(server);
    runtime.setChecks(recorded(runtime.checks(), result));
    final BackendRuntime backend = backends.get().get(runtime.backend());
    if (backend == null || !backend.backend().servers().contains(server)) {
      // It was removed while the check was under way.
      return;
    }
    final String reason = reason(result);
    final boolean inGroup = backend.config().writer().isPresent();
    if (result instanceof CheckResult.Unclear) {
      onUnclear(backend, server, reason);
    } else if (inGroup && traffic.speaksFor(server, result, health)) {
      onUnclear(backend, server, reason + ", but its sessions go on");
    } else {
      onVerdict(backend, server, result, verdict(inGroup, server, result, health), reason);
    }
    keepReport(server, runtime, result);
    if (inGroup) {
      groups.onResult(backend, server, result, System.nanoTime());
    }
    result.report().ifPresent(report -> discovery.onReport(server, report));
    if (result instanceof CheckResult.Failed) {
      discovery.onCheckFailed(server);
    }
  }

  /** What a server said holds until it says something else, or is found not to answer. */
  private static void keepReport(
      final Server server, final ServerRuntime runtime, final CheckResult result) {
    if (result.report().isPresent()
        || (result instanceof CheckResult.Failed && server.state().health() == Health.DOWN)) {
      runtime.setReport(result.report());
    }
  }

  /** One that only its traffic kept up needs no more than one good check to stay so. */
  private static Health verdict(
      final boolean inGroup, final Server server, final CheckResult result, final Health health) {
    final boolean stays =
        inGroup && result instanceof CheckResult.Passed && server.state().health() == Health.UP;
    return stays ? Health.UP : health;
  }

  private static CheckRecord recorded(final CheckRecord before, final CheckResult result) {
    final String status = result.status().name();
    final boolean failed = result instanceof CheckResult.Failed;
    return result.status() == CheckStatus.HANA
        ? before.withStatus(status)
        : before.plus(status, result.durationNanos(), failed);
  }

  @Override
  public void onChange(
      final Server server, final CheckResult result, final Health health, final String count) {
    control.post(() -> {
      final String name = BackendRuntime.of(server).backend();
      final BackendRuntime backend = backends.get().get(name);
      if (backend != null && backend.config().logHealthChecks()) {
        LOG.info(
            "health check of server {}/{} {}: {}, {} ms; {} {}",
            name,
            server.name(),
            result instanceof CheckResult.Passed ? "succeeded" : "failed",
            reason(result),
            TimeUnit.NANOSECONDS.toMillis(result.durationNanos()),
            count,
            health);
      }
    });
  }

  private static String reason(final CheckResult result) {
    return result.detail().isEmpty()
        ? result.status().name()
        : result.status() + " " + result.detail();
  }

  @Override
  public void onObserved(
      final Server server, final ObserveConfig.OnError onError, final String reason) {
    control.post(() -> {
      final ServerRuntime runtime = BackendRuntime.of(server);
      runtime.setChecks(runtime.checks().plusErrorLimit());
      LOG.warn(
          "server {}/{}: {}, and {} follows",
          runtime.backend(),
          server.name(),
          reason,
          onError.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    });
  }

  private static void onUnclear(
      final BackendRuntime backend, final Server server, final String reason) {
    if (backend.backend().setUnclear(server, reason)) {
      LOG.warn(
          "server {}/{} cannot be judged and stays {}: {}",
          backend.name(),
          server.name(),
          server.state().verdict(),
          reason);
      if (server.state().health() == Health.PENDING) {
        sayIfNoneIsLeft(backend);
      }
    }
  }

  private void onVerdict(
      final BackendRuntime backend,
      final Server server,
      final CheckResult result,
      final Health health,
      final String reason) {
    final ServerState before = server.state();
    if (backend.backend().setHealth(server, health, reason, System.nanoTime())) {
      final String why =
          reason + ", " + TimeUnit.NANOSECONDS.toMillis(result.durationNanos()) + " ms";
      onTurned(backend, server, before.verdict(), why);
    } else if (before.unclear() && !server.state().unclear()) {
      LOG.info(
          "server {}/{} is judged again, and is {}: {}",
          backend.name(),
          server.name(),
          health,
          reason);
    }
  }

  /**
   * Does what is to be done when checks, or the server's agent, made another thing of it.
   *
   * @param before what it was
   * @param why in words
   */
  void onTurned(
      final BackendRuntime backend, final Server server, final Health before, final String why) {
    final ServerState state = server.state();
    final ServerRuntime runtime = BackendRuntime.of(server);
    if (state.verdict() == before) {
      LOG.info(
          "server {}/{} stays {}, since {}: its checks find it {}: {}",
          backend.name(),
          server.name(),
          before,
          state.agent(),
          state.health(),
          why);
    } else if (state.verdict() == Health.DOWN) {
      if (before.serves()) {
        runtime.setChecks(runtime.checks().plusDown());
      }
      say(backend, server, why);
      if (server.config().onMarkedDown() == ServerConfig.OnMarkedDown.SHUTDOWN_SESSIONS) {
        shutdownSessions(runtime, Cause.SERVER_DOWN);
      }
    } else {
      say(backend, server, why);
      if (state.verdict().serves()
          && server.config().onMarkedUp() == ServerConfig.OnMarkedUp.SHUTDOWN_BACKUP_SESSIONS
          && !server.config().backup()) {
        backend.backend().servers().stream()
            .filter(other -> other.config().backup())
            .forEach(other -> shutdownSessions(BackendRuntime.of(other), Cause.SERVER_UP));
      }
    }
  }

  private static void say(final BackendRuntime backend, final Server server, final String why) {
    final boolean isDown = server.state().verdict() == Health.DOWN;
    final String text =
        "server {}/{} is {}: {}; {} active and {} backup servers left, {} sessions on it";
    final Object[] values = {
      backend.name(),
      server.name(),
      server.state().verdict(),
      why,
      serving(backend, false),
      serving(backend, true),
      server.served()
    };
    if (isDown) {
      LOG.warn(text, values);
    } else {
      LOG.info(text, values);
    }
    if (isDown) {
      sayIfNoneIsLeft(backend);
    }
  }

  private static void sayIfNoneIsLeft(final BackendRuntime backend) {
    if (serving(backend, false) + serving(backend, true) == 0 && !isPending(backend)) {
      LOG.error("backend {} has no server left", backend.name());
    }
  }

  /** Whether a first verdict is still to come, which may be a good one. */
  private static boolean isPending(final BackendRuntime backend) {
    return backend.backend().servers().stream()
        .map(Server::state)
        .anyMatch(state -> state.verdict() == Health.PENDING && !state.unclear());
  }

  private static long serving(final BackendRuntime backend, final boolean backup) {
    return backend.backend().servers().stream()
        .filter(server -> server.config().backup() == backup)
        .filter(server -> server.state().takesSessions())
        .count();
  }

  private void shutdownSessions(final ServerRuntime server, final Cause cause) {
    for (final Worker worker : workers) {
      worker.execute(() -> server.sessions(worker.index()).shutdownAll(cause));
    }
  }
}
