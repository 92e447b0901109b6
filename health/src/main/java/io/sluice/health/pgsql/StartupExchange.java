package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.sluice.config.ProbeConfig.Pgsql;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;

/**
 * Begins a session and reads up to the server's first word on who may come in; no password is sent.
 *
 * <p>Confined to the check loop. Keeps one message, {@value #MAX_MESSAGE_BYTES} bytes at most. A
 * server that lets the user in sends that together with what is wrong with the session, such as a
 * database that does not exist, so what came together is looked at as a whole. Afterwards the
 * session ends in a way that the server does not log.
 *
 * <p>Source: PostgreSQL documentation, "Frontend/Backend Protocol", 3.0.
 */
final class StartupExchange extends Exchange {
  private static final int PROTOCOL_3_0 = 3 << 16;

  /** As libpq has it for messages before a session. */
  private static final int MAX_MESSAGE_BYTES = 30_000;

  private static final int MAX_OLD_ERROR_BYTES = 1024;
  private static final int MAX_DRAINED_BYTES = 65_536;
  private static final int HEAD_BYTES = 5;

  /** Authentication, ErrorResponse, NoticeResponse, NegotiateProtocolVersion. */
  private static final String EXPECTED = "RENv";

  private final Pgsql config;
  private final StringBuilder unread = new StringBuilder();
  private String welcome; // null: the server did not say yet
  private boolean concluded;
  private int drainedBytes;

  StartupExchange(final Pgsql config) {
    this.config = config;
  }

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    final ByteBuf startup = ctx.alloc().buffer().writeInt(0).writeInt(PROTOCOL_3_0);
    option(startup, "user", config.user());
    config.database().ifPresent(database -> option(startup, "database", database));
    startup.writeByte(0);
    send(ctx, startup.setInt(0, startup.readableBytes()));
  }

  private static void option(final ByteBuf to, final String name, final String value) {
    for (final String text : new String[] {name, value}) {
      to.writeBytes(text.getBytes(UTF_8)).writeByte(0);
    }
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object read) {
    final ByteBuf bytes = (ByteBuf) read;
    if (concluded) {
      drainedBytes += bytes.readableBytes();
      if (drainedBytes > MAX_DRAINED_BYTES) {
        finish();
      }
      return;
    }
    while (!concluded && bytes.isReadable()) {
      final int taken = Math.min(bytes.readableBytes(), MAX_MESSAGE_BYTES + 1 - unread.length());
      unread.append(bytes.readCharSequence(taken, ISO_8859_1));
      while (!concluded && takeMessage()) {}
    }
    if (!concluded && welcome != null) {
      leave(ctx);
    }
  }

  /** Returns whether there was a whole message. */
  private boolean takeMessage() {
    if (unread.isEmpty()) {
      return false;
    }
    final char type = unread.charAt(0);
    if (EXPECTED.indexOf(type) < 0) {
      onOther();
      return false;
    }
    if (unread.length() < HEAD_BYTES) {
      return false;
    }
    final int length = int32(1);
    if (length < (type == 'R' ? 8 : 4) || length > MAX_MESSAGE_BYTES) {
      onBadLength(type);
      return false;
    }
    if (unread.length() < 1 + length) {
      return false;
    }
    switch (type) {
      case 'R' -> onAuthentication(int32(HEAD_BYTES));
      case 'E' ->
          no(CheckStatus.L7STS, ErrorFields.words(unread.substring(HEAD_BYTES, 1 + length)));
      default -> {}
    }
    unread.delete(0, 1 + length);
    return true;
  }

  private int int32(final int at) {
    return unread.charAt(at) << 24
        | unread.charAt(at + 1) << 16
        | unread.charAt(at + 2) << 8
        | unread.charAt(at + 3);
  }

  private void onAuthentication(final int code) {
    welcome = Welcome.of(code);
    if (welcome == null) {
      onOther();
    }
  }

  /** An error without a length is from before the protocol had one, as of a fork that failed. */
  private void onBadLength(final char type) {
    final int end = unread.indexOf("\n");
    if (type == 'E' && end > 0) {
      no(CheckStatus.L7STS, unread.substring(1, end));
    } else if (type != 'E' || unread.length() > MAX_OLD_ERROR_BYTES) {
      onOther();
    }
  }

  /** What follows a welcome is of no interest. */
  private void onOther() {
    if (welcome == null) {
      no(CheckStatus.L7RSP, "not an answer of postgresql: " + unread);
    } else {
      unread.setLength(0);
    }
  }

  private void no(final CheckStatus status, final String words) {
    concluded = true;
    failed(status, CheckText.quote(words));
  }

  /** Ends the session as clients do: Terminate where it began, else by closing this direction. */
  private void leave(final ChannelHandlerContext ctx) {
    concluded = true;
    passed(CheckStatus.L7OK, welcome, Then.DRAIN);
    if (welcome.equals(Welcome.OK)) {
      send(ctx, ctx.alloc().buffer().writeByte('X').writeInt(4));
    } else {
      final var _ = ((DuplexChannel) ctx.channel()).shutdownOutput();
    }
  }

  @Override
  protected void onTimeout() {
    failed(
        CheckStatus.L7TOUT, unread.isEmpty() ? "no answer in time" : "answer not complete in time");
  }
}
