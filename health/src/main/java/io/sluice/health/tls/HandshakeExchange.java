package io.sluice.health.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.sluice.health.CheckStatus;
import io.sluice.health.Exchange;
import javax.net.ssl.SSLSession;

/**
 * Waits for the handshake that the codec before it makes. Nothing else is sent.
 *
 * <p>Confined to the check loop; what a server may send of a handshake is bounded by the JDK, 32
 * KiB for each message.
 */
final class HandshakeExchange extends Exchange {
  private final ClientTls tls;
  private SslHandler handler;

  HandshakeExchange(final ClientTls tls) {
    this.tls = tls;
  }

  @Override
  protected void addCodecs(final ChannelPipeline pipeline) {
    handler = tls.newHandler(pipeline.channel().alloc());
    pipeline.addLast(handler);
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
