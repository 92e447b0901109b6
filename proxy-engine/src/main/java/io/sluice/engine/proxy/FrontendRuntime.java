package io.sluice.engine.proxy;

import io.sluice.config.FrontendConfig;
import io.sluice.config.Tuning;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.log.ProxyLog;
import io.sluice.engine.sample.ProxyFigures;
import java.util.Optional;

/**
 * A frontend as the data path needs it, for one generation of the configuration. Immutable.
 *
 * @param config where it comes from
 * @param backend where sessions go that no rule decides on; null: nowhere
 * @param state what it keeps over generations
 * @param clientTimeout how long clients may be silent
 * @param http the times of its HTTP clients
 * @param limits how large the parts of messages may be
 * @param logUriBytes what a line of the log has of a request line
 * @param rules its rules, compiled
 * @param switching which backend a request goes to
 * @param log the lines that it prints
 */
public record FrontendRuntime(
    FrontendConfig config,
    BackendRuntime backend,
    FrontendState state,
    SideTimeout clientTimeout,
    HttpTimes http,
    Limits limits,
    int logUriBytes,
    ProxyRules rules,
    Switching switching,
    ProxyLog log) {

  /** A frontend of a new generation. */
  public static FrontendRuntime of(
      final FrontendConfig config,
      final Tuning tuning,
      final BackendRuntime backend,
      final FrontendState state,
      final ProxyRules rules,
      final Switching switching) {
    final SideTimeout clientTimeout =
        SideTimeout.of(
            config.timeouts().client(),
            config.timeouts().clientFin(),
            backend == null ? Optional.empty() : backend.config().timeouts().tunnel());
    return new FrontendRuntime(
        config,
        backend,
        state,
        clientTimeout,
        HttpTimes.of(config),
        limits(tuning),
        tuning.logUriBytes(),
        rules,
        switching,
        ProxyLog.of(config, rules.line()));
  }

  private static Limits limits(final Tuning tuning) {
    return new Limits(
        tuning.headBytes(),
        tuning.fields(),
        tuning.targetBytes(),
        tuning.extensionBytes(),
        tuning.trailerBytes(),
        tuning.rewriteBytes());
  }

  /**
   * How long a client may be silent in a tunnel through this backend.
   *
   * @param through whose {@code timeout tunnel} counts
   */
  public SideTimeout tunnelTimeout(final BackendRuntime through) {
    return SideTimeout.of(
        config.timeouts().client(),
        config.timeouts().clientFin(),
        through.config().timeouts().tunnel());
  }

  /** As samples see it; null: no rule looks. */
  public ProxyFigures figures() {
    return rules.figures();
  }

  public String name() {
    return config.name();
  }
}
