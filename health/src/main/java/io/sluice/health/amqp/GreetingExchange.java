package io.sluice.health.amqp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;

/**
 * Sends the protocol header of AMQP 0-9-1 and reads the first bytes of the answer: the method
 * Connection.Start, or the header of the version that the broker speaks in its place.
 *
 * <p>Confined to the check loop. Keeps {@value #NEEDED_BYTES} bytes at most. Source: AMQP 0-9-1,
 * sections 2.3.5 and 4.2.2; AMQP 1.0, part 2, section 2.2.
 */
final class GreetingExchange extends Exchange {
  private static final String HEADER = "AMQP\0\0\11\1";
  private static final String NAME = "AMQP";
  private static final int HEADER_BYTES = 8;

  /** A frame's type, channel and size, the method's class and number, the version. */
  private static final int NEEDED_BYTES = 13;

  /** A method, on channel 0; the size may be anything that has room for the rest. */
  private static final String METHOD_FRAME = "\1\0\0";

  private static final String CONNECTION_START = "\0\12\0\12";
  private static final int SIZE_AT = 3;
  private static final int METHOD_AT = 7;
  private static final int VERSION_AT = 11;
  private static final int MIN_SIZE = NEEDED_BYTES - METHOD_AT;
  private static final int MAX_SIZE = 1 << 20;

  private final StringBuilder came = new StringBuilder();

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    send(ctx, ctx.alloc().buffer().writeBytes(HEADER.getBytes(ISO_8859_1)));
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
    final ByteBuf bytes = (ByteBuf) message;
    final int taken = Math.min(bytes.readableBytes(), NEEDED_BYTES - came.length());
    came.append(bytes.readCharSequence(taken, ISO_8859_1));
    if (startsLike(NAME, 0)) {
      if (came.length() >= HEADER_BYTES) {
        onHeader();
      }
    } else if (!startsLike(METHOD_FRAME, 0) || !startsLike(CONNECTION_START, METHOD_AT)) {
      notAmqp();
    } else if (came.length() == NEEDED_BYTES) {
      onFrame();
    }
  }

  /** Whether what came has this text at a place, as far as it came. */
  private boolean startsLike(final String text, final int at) {
    final String there = came.substring(Math.min(at, came.length()));
    return there.startsWith(text) || text.startsWith(there);
  }

  /** A broker that does not speak the version it was offered names one, and closes. */
  private void onHeader() {
    passed(
        CheckStatus.L7OK,
        "AMQP %d.%d.%d, protocol %d".formatted(byteAt(5), byteAt(6), byteAt(7), byteAt(4)));
  }

  private void onFrame() {
    final int size =
        byteAt(SIZE_AT) << 24
            | byteAt(SIZE_AT + 1) << 16
            | byteAt(SIZE_AT + 2) << 8
            | byteAt(SIZE_AT + 3);
    if (size < MIN_SIZE || size > MAX_SIZE) {
      notAmqp();
    } else {
      passed(
          CheckStatus.L7OK,
          "AMQP %d-%d, Connection.Start".formatted(byteAt(VERSION_AT), byteAt(VERSION_AT + 1)));
    }
  }

  private int byteAt(final int at) {
    return came.charAt(at);
  }

  private void notAmqp() {
    failed(CheckStatus.L7RSP, "not an answer of AMQP: " + CheckText.quote(came));
  }

  @Override
  protected void onTimeout() {
    failed(
        CheckStatus.L7TOUT, came.isEmpty() ? "no answer in time" : "answer not complete in time");
  }
}
