package io.sluice.engine.proxy;

import io.sluice.config.FrontendConfig;

/**
 * A frontend as the data path needs it, for one generation of the configuration. Immutable.
 *
 * @param config where it comes from
 * @param backend where its sessions go
 * @param state what it keeps over generations
 * @param clientTimeout how long clients may be silent
 * @param http the times of its HTTP clients
 */
public record FrontendRuntime(
    FrontendConfig config,
    BackendRuntime backend,
    FrontendState state,
    SideTimeout clientTimeout,
    HttpTimes http) {

  /** A frontend of a new generation. */
  public static FrontendRuntime of(
      final FrontendConfig config, final BackendRuntime backend, final FrontendState state) {
    final SideTimeout clientTimeout =
        SideTimeout.of(
            config.timeouts().client(),
            config.timeouts().clientFin(),
            backend.config().timeouts().tunnel());
    return new FrontendRuntime(config, backend, state, clientTimeout, HttpTimes.of(config));
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

  public String name() {
    return config.name();
  }
}
