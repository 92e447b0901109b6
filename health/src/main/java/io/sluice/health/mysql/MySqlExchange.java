package io.sluice.health.mysql;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.DomainSocketChannel;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;
import io.sluice.health.mysql.Answer.ServerError;
import java.util.Optional;

/**
 * An exchange in MySQL's protocol: brings answers instead of bytes.
 *
 * <p>Confined to the check loop.
 */
public abstract class MySqlExchange extends Exchange {
  private static final int TOO_MANY_CONNECTIONS = 1040;
  private static final int TOO_MANY_CONNECTIONS_OF_USER = 1203;

  private MySqlSession session;

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
  protected void onTurn(final ChannelHandlerContext ctx) {
    if (session == null) {
      session =
          new MySqlSession(
              bytes -> send(ctx, Unpooled.wrappedBuffer(bytes)),
              ctx.channel() instanceof DomainSocketChannel);
    }
  }

  @Override
  protected final void onMessage(final ChannelHandlerContext ctx, final Object message) {
    session.feed((ByteBuf) message);
    try {
      for (Optional<Answer> a = session.next(); a.isPresent(); a = session.next()) {
        onAnswer(a.get());
      }
    } catch (MySqlProtocolException e) {
      failed(CheckStatus.L7RSP, "not as MySQL speaks: " + e.getMessage());
      finish();
    }
  }

  /**
   * Concludes that the server says no, or that it has no place left: a full server works, and
   * taking it away would only fill the others.
   */
  protected final void onServerError(final ServerError error) {
    final String shown = error.code() + " " + CheckText.quote(error.message());
    if (error.code() == TOO_MANY_CONNECTIONS || error.code() == TOO_MANY_CONNECTIONS_OF_USER) {
      passed(CheckStatus.L7OK, "alive, but full: " + shown);
    } else {
      failed(CheckStatus.L7STS, shown);
    }
  }

  @Override
  protected void onTimeout() {
    failed(
        CheckStatus.L7TOUT,
        session.isMidAnswer() ? "answer not complete in time" : "no answer in time");
  }
}
