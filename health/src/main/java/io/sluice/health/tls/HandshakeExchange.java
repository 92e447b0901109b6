package io.sluice.health.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.sluice.health.CheckStatus;
import io.sluice.health.Exchange;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * Waits for the handshake that the codec before it makes. Nothing else is sent.
 *
 * <p>Confined to the check loop; what a server may send of a handshake is bounded by the JDK, 32
 * KiB for each message.
 */
final class HandshakeExchange extends Exchange {
  private final SslContext context;
  private final Optional<String> sni;
  private SslHandler handler;

  HandshakeExchange(final SslContext context, final Optional<String> sni) {
    this.context = context;
    this.sni = sni;
  }

  @Override
  protected void addCodecs(final ChannelPipeline pipeline) {
    final var alloc = pipeline.channel().alloc();
    handler =
        sni.map(name -> context.newHandler(alloc, name, -1))
            .orElseGet(() -> context.newHandler(alloc));
    sni.ifPresent(this::askFor);
    // How long it takes is the probe's to watch.
    handler.setHandshakeTimeoutMillis(0);
    pipeline.addLast(handler);
  }

  /** By itself the JDK asks for names with a dot only. */
  private void askFor(final String name) {
    final SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    handler.engine().setSSLParameters(parameters);
  }

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    // The codec speaks first.
  }

  @Override
  public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion) {
      if (completion.isSuccess()) {
        final SSLSession session = handler.engine().getSession();
        passed(CheckStatus.L6OK, session.getProtocol() + " " + session.getCipherSuite());
      } else if (ctx.channel().isActive()) {
        failed(CheckStatus.L6RSP, HandshakeFailure.words(completion.cause()));
      }
    }
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
    // Comes behind the handshake, where all has been said.
  }

  @Override
  protected void onClosed(final boolean reset) {
    failed(
        CheckStatus.L6RSP,
        reset ? "connection reset in the handshake" : "connection closed in the handshake");
  }

  @Override
  protected void onTimeout() {
    failed(CheckStatus.L6TOUT, "no handshake in time");
  }
}
