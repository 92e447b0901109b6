package io.sluice.health.pgsql;

import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.Pgsql;
import io.sluice.config.Secret;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;

/**
 * Makes {@code pgsql} checks: the server lets a user in, or asks for a password; or the user logs
 * in, and the server has a role.
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
    if (!(config instanceof Pgsql pgsql)) {
      throw new IllegalArgumentException("not the configuration of a pgsql check: " + config);
    }
    if (pgsql.role().isEmpty() && pgsql.password().isEmpty()) {
      return (target, loop) -> new ConnectionProbe(target, loop, () -> new StartupExchange(pgsql));
    }
    return (target, loop) -> {
      final Keys keys = new Keys(pgsql.password().map(Secret::text).orElse(""));
      return new ConnectionProbe(target, loop, () -> new RoleExchange(pgsql, keys));
    };
  }
}
