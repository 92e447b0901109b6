package io.sluice.health.mysql;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;
import io.sluice.health.mysql.Answer.ServerError;
import io.sluice.health.tls.ClientTls;
import io.sluice.health.tls.HandshakeFailure;
import java.util.Optional;

/**
 * An exchange in MySQL's protocol: brings answers instead of bytes.
 *
 * <p>Confined to the check loop.
 */
public abstract class MySqlExchange extends Exchange {
  private static final int TOO_MANY_CONNECTIONS = 1040;
  private static final int TOO_MANY_CONNECTIONS_OF_USER = 1203;

  private ChannelHandlerContext ctx;
  private MySqlSession session;
  private boolean handshaking;

  /** The server's side of the connection; there from the first turn on. */
  protected final MySqlSession session() {
    return session;
  }

  /**
   * The server said something. May conclude, and may go on with the session.
   *
   * @throws MySqlProtocolException it is no server to go on with
   */
  protected abstract void onAnswer(Answer answer) throws MySqlProtocolException;

  /** The first turn waits for the greeting; later ones are for whoever keeps the connection. */
  @Override
  protected void onTurn(final ChannelHandlerContext context) {
    if (session == null) {
      ctx = context;
      session =
          new MySqlSession(
              bytes -> send(context, Unpooled.wrappedBuffer(bytes)),
              context.channel() instanceof DomainSocketChannel);
    }
  }

  @Override
  protected final void onMessage(final ChannelHandlerContext context, final Object message) {
    session.feed((ByteBuf) message);
    try {
      for (Optional<Answer> a = session.next(); a.isPresent(); a = session.next()) {
        onAnswer(a.get());
      }
    } catch (MySqlProtocolException e) {
      onProtocolError(e);
      finish();
    }
  }

  @Override
  protected void onLeave(final ChannelHandlerContext context) {
    if (session != null && session.isIdle()) {
      session.quit();
    }
  }

  /** Nothing can follow; by default that is {@code L7RSP}. */
  protected void onProtocolError(final MySqlProtocolException cause) {
    failed(CheckStatus.L7RSP, "not as MySQL speaks: " + cause.getMessage());
  }

  /**
   * Answers the greeting. What follows is an answer, or {@link #onTlsFailed}.
   *
   * @param tls how the connection is encrypted before that; empty: it is not
   */
  protected final void login(final Optional<ClientTls> tls, final Credentials credentials)
      throws MySqlProtocolException {
    if (tls.isPresent()) {
      session.requestTls();
      handshaking = true;
      ctx.pipeline().addFirst(tls.get().newHandler(ctx.alloc()));
    }
    session.login(credentials);
  }

  @Override
  public void userEventTriggered(final ChannelHandlerContext context, final Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion) {
      handshaking = !completion.isSuccess();
      if (handshaking && context.channel().isActive()) {
        onTlsFailed(HandshakeFailure.words(completion.cause()));
      }
    }
  }

  /** The handshake of TLS failed; by default that is {@code L6RSP}. */
  protected void onTlsFailed(final String words) {
    failed(CheckStatus.L6RSP, words);
  }

  /**
   * Concludes that the server says no, or that it has no place left: a full server works, and
   * taking it away would only fill the others.
   */
  protected final void onServerError(final ServerError error) {
    if (isFull(error)) {
      passed(CheckStatus.L7OK, "alive, but full: " + shown(error));
    } else {
      failed(CheckStatus.L7STS, shown(error));
    }
  }

  /** Whether the server has no place left. */
  protected static boolean isFull(final ServerError error) {
    return error.code() == TOO_MANY_CONNECTIONS || error.code() == TOO_MANY_CONNECTIONS_OF_USER;
  }

  /** Number and message, as they may be shown. */
  public static String shown(final ServerError error) {
    return error.code() + " " + CheckText.quote(error.message());
  }

  @Override
  protected void onTimeout() {
    if (handshaking) {
      failed(CheckStatus.L6TOUT, "no handshake in time");
      return;
    }
    failed(
        CheckStatus.L7TOUT,
        session.isMidAnswer() ? "answer not complete in time" : "no answer in time");
  }
}
