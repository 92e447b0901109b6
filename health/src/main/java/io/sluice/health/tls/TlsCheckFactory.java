package io.sluice.health.tls;

import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.Tls;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;

/**
 * Makes {@code tls} checks: a handshake completes.
 *
 * <p>Source: HAProxy {@code option ssl-hello-chk} and {@code check-ssl}.
 */
public final class TlsCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "tls";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (!(config instanceof Tls tls)) {
      throw new IllegalArgumentException("not the configuration of a tls check: " + config);
    }
    final ClientTls client = ClientTls.of(tls);
    return (target, loop) -> new ConnectionProbe(target, loop, () -> new HandshakeExchange(client));
  }
}
