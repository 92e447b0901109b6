package io.sluice.health.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.sluice.config.ProbeConfig.Tls;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** The client's side of TLS, as it is configured. Immutable. */
public final class ClientTls {
  private final SslContext context;
  private final Optional<String> sni;

  private ClientTls(final SslContext context, final Optional<String> sni) {
    this.context = context;
    this.sni = sni;
  }

  /**
   * That of a configuration.
   *
   * @throws IllegalArgumentException it cannot be made; the message says why
   */
  public static ClientTls of(final Tls tls) {
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
      return new ClientTls(builder.build(), tls.sni());
    } catch (SSLException e) {
      throw new IllegalArgumentException("TLS of a check cannot be made: " + e.getMessage(), e);
    }
  }

  /** The codec of one connection; how long its handshake takes is the caller's to watch. */
  public SslHandler newHandler(final ByteBufAllocator alloc) {
    final SslHandler handler =
        sni.map(name -> context.newHandler(alloc, name, -1))
            .orElseGet(() -> context.newHandler(alloc));
    sni.ifPresent(name -> askFor(name, handler));
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /** By itself the JDK asks for names with a dot only. */
  private static void askFor(final String name, final SslHandler handler) {
    final SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    handler.engine().setSSLParameters(parameters);
  }
}
