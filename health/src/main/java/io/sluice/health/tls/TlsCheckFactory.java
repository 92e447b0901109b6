package io.sluice.health.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.Tls;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

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
    final SslContext context = context(tls);
    return (target, loop) ->
        new ConnectionProbe(target, loop, () -> new HandshakeExchange(context, tls.sni()));
  }

  private static SslContext context(final Tls tls) {
    final SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .endpointIdentificationAlgorithm(
                tls.verify() && tls.sni().isPresent() ? "HTTPS" : null);
    if (!tls.verify()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (!tls.authorities().isEmpty()) {
      builder.trustManager(tls.authorities().toArray(X509Certificate[]::new));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("a tls check cannot be made: " + e.getMessage(), e);
    }
  }
}
