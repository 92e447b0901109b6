package io.sluice.engine.proxy;

import io.sluice.backends.Backend;
import io.sluice.backends.Server;
import io.sluice.config.BackendConfig;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.stats.WorkerCounters;
import java.net.SocketAddress;

/**
 * A backend as the data path needs it, for one generation of the configuration. Immutable; servers
 * and counters are those of the generation before.
 *
 * @param config where it comes from
 * @param backend its servers, and who waits
 * @param source where connections to servers come from; null: the kernel's choice
 * @param counters one for each worker
 * @param connectNanos timeout connect; 0: none
 * @param queueNanos timeout queue; 0: none
 * @param serverTimeout how long servers may be silent
 * @param serverNanos timeout server, whatever the tunnel's is; 0: none
 * @param rules its rules, compiled
 */
public record BackendRuntime(
    BackendConfig config,
    Backend backend,
    SocketAddress source,
    WorkerCounters counters,
    long connectNanos,
    long queueNanos,
    SideTimeout serverTimeout,
    long serverNanos,
    ProxyRules rules) {

  /** A backend of a new generation, without rules. */
  public static BackendRuntime of(
      final BackendConfig config,
      final Backend backend,
      final SocketAddress source,
      final WorkerCounters counters) {
    return of(config, backend, source, counters, ProxyRules.NONE);
  }

  /** A backend of a new generation. */
  public static BackendRuntime of(
      final BackendConfig config,
      final Backend backend,
      final SocketAddress source,
      final WorkerCounters counters,
      final ProxyRules rules) {
    final BackendConfig.Timeouts timeouts = config.timeouts();
    return new BackendRuntime(
        config,
        backend,
        source,
        counters,
        SideTimeout.nanos(timeouts.connect()),
        SideTimeout.nanos(timeouts.queue().or(timeouts::connect)),
        SideTimeout.of(timeouts.server(), timeouts.serverFin(), timeouts.tunnel()),
        SideTimeout.nanos(timeouts.server()),
        rules);
  }

  /** As samples see it; null: no rule looks. */
  public ProxyFigures figures() {
    return rules.figures();
  }

  public String name() {
    return config.name();
  }

  /** The data path's side of a server. */
  public static ServerRuntime of(final Server server) {
    return (ServerRuntime) server.attachment();
  }
}
