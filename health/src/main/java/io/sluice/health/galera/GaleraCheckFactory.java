package io.sluice.health.galera;

import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.Galera;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;
import io.sluice.health.tls.ClientTls;

/**
 * Makes {@code galera} checks: a node says what it is good for.
 *
 * <p>Source: what clustercheck, ProxySQL and MaxScale read of a node, taken together.
 */
public final class GaleraCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "galera";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (!(config instanceof Galera galera)) {
      throw new IllegalArgumentException("not the configuration of a galera check: " + config);
    }
    final Account account = Account.of(galera, ClientTls::of);
    return (target, loop) -> {
      final Alarm alarm = new Alarm(target.address());
      return new ConnectionProbe(target, loop, () -> new GaleraExchange(galera, account, alarm));
    };
  }
}
