package io.sluice.engine;

import io.sluice.backends.AdminState;
import io.sluice.backends.AgentReport;
import io.sluice.backends.Health;
import io.sluice.backends.Server;
import io.sluice.backends.ServerState;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.health.CheckListener;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what agents say to their servers, with a log line for each change that keeps sessions away
 * or lets them come back. An agent that says nothing changes nothing. Hears on the check loop, acts
 * on the control loop.
 */
final class AgentMonitor implements CheckListener {
  private static final Logger LOG = LoggerFactory.getLogger(AgentMonitor.class);

  /** Those whose detail is what the agent said. */
  private static final Set<String> ANSWERS =
      Set.of(CheckStatus.L7OK.name(), CheckStatus.L7STS.name());

  private final ControlLoop control;
  private final Supplier<Map<String, BackendRuntime>> backends;
  private final ServerMonitor monitor;
  private final OnState onState;

  /** Hears that a server is down, is wanted or takes sessions otherwise than before. */
  interface OnState {
    void onChanged(BackendRuntime backend, Server server, AdminState before);
  }

  /**
   * @param backends those that run now, by name; asked on the control loop
   * @param monitor does what is to be done when a server goes down or comes up
   * @param onState does what else is to be done when an agent made another thing of a server
   */
  AgentMonitor(
      final ControlLoop control,
      final Supplier<Map<String, BackendRuntime>> backends,
      final ServerMonitor monitor,
      final OnState onState) {
    this.control = control;
    this.backends = backends;
    this.monitor = monitor;
    this.onState = onState;
  }

  @Override
  public void onResult(final Server server, final CheckResult result, final Health health) {
    control.post(() -> onResultHere(server, result));
  }

  private void onResultHere(final Server server, final CheckResult result) {
    final ServerRuntime runtime = BackendRuntime.of(server);
    final String last = runtime.agentChecks().status();
    final boolean failed = result instanceof CheckResult.Failed;
    runtime.setAgentChecks(
        runtime.agentChecks().plus(result.status().name(), result.durationNanos(), failed));
    final BackendRuntime backend = backends.get().get(runtime.backend());
    if (backend == null
        || !backend.backend().servers().contains(server)
        || server.config().agent().isEmpty()) {
      // It was removed while its agent was asked.
      return;
    }
    final boolean answered = ANSWERS.contains(result.status().name());
    if (answered) {
      onReport(backend, server, AgentReport.parse(result.detail()));
    }
    if (answered != ANSWERS.contains(last) && !(answered && last.isEmpty())) {
      sayAnswers(backend, server, result, answered);
    }
  }

  private static void sayAnswers(
      final BackendRuntime backend,
      final Server server,
      final CheckResult result,
      final boolean answered) {
    if (answered) {
      LOG.info("the agent of server {}/{} answers again", backend.name(), server.name());
    } else {
      LOG.warn(
          "the agent of server {}/{} does not answer, so what it said stays ({}): {} {}",
          backend.name(),
          server.name(),
          server.state().agent(),
          result.status(),
          result.detail());
    }
  }

  private void onReport(
      final BackendRuntime backend, final Server server, final AgentReport report) {
    final ServerState before = server.state();
    if (!backend.backend().setAgent(server, report, System.nanoTime())) {
      return;
    }
    final ServerState after = server.state();
    LOG.debug("server {}/{} has an agent that says {}", backend.name(), server.name(), report);
    if (before.agent().admin() != after.agent().admin()) {
      LOG.info(
          "server {}/{} is {}, since its agent wants {}: {}",
          backend.name(),
          server.name(),
          after.admin(),
          after.agent().admin(),
          after.agent());
    }
    if (before.agent().isDown() != after.agent().isDown()) {
      monitor.onTurned(backend, server, before.verdict(), after.agent().toString());
    }
    if (before.admin() != after.admin()
        || before.agent().isDown() != after.agent().isDown()
        || before.agent().wantsNoSessions() != after.agent().wantsNoSessions()) {
      onState.onChanged(backend, server, before.admin());
    }
  }
}
