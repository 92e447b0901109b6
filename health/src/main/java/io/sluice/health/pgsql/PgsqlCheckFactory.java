package io.sluice.health.pgsql;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;

/**
 * Makes {@code pgsql} checks: a session of a user is begun, and the server takes it or asks who is
 * there.
 *
 * <p>Source: HAProxy {@code option pgsql-check}.
 */
public final class PgsqlCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "pgsql";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (!(config instanceof ProbeConfig.Pgsql pgsql)) {
      throw new IllegalArgumentException("not the configuration of a pgsql check: " + config);
    }
    return (target, loop) -> new ConnectionProbe(target, loop, () -> new StartupExchange(pgsql));
  }
}
