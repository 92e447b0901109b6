package io.sluice.health.mysql;

import io.sluice.config.ProbeConfig;
import io.sluice.config.Secret;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;

/**
 * Makes {@code mysql} checks: a server greets, and lets a user log in where one is configured.
 *
 * <p>Source: HAProxy {@code option mysql-check}.
 */
public final class MySqlCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "mysql";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (!(config instanceof ProbeConfig.MySql mysql)) {
      throw new IllegalArgumentException("not the configuration of a mysql check: " + config);
    }
    if (mysql.user().isEmpty()) {
      return (target, loop) -> new ConnectionProbe(target, loop, GreetingExchange::new);
    }
    final Credentials credentials =
        new Credentials(
            mysql.user().get(),
            mysql.password().map(Secret::text).map(Password::new).orElse(Password.NONE));
    return (target, loop) ->
        new ConnectionProbe(target, loop, () -> new LoginExchange(credentials));
  }
}
