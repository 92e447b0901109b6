package io.sluice.health.pgsql;

import io.netty.buffer.ByteBuf;
import io.sluice.health.CheckText;
import io.sluice.health.Received;
import java.nio.ByteBuffer;

/**
 * Cuts what comes into messages.
 *
 * <p>Confined to the check loop. Holds no more than one message of {@value #MAX_BYTES} bytes and
 * what came with its last ones, as long as {@link #next} is called until there is none.
 */
final class MessageReader {
  /** As libpq has it for those messages that are not data. */
  static final int MAX_BYTES = 30_000;

  private static final int HEAD_BYTES = 5;
  private static final int SHOWN_BYTES = 120;

  /** Types of what a server sends in the part of the protocol that is spoken here. */
  private static final String KNOWN = "RSKZENAvTDCI";

  private final Received received = new Received();

  void feed(final ByteBuf bytes) {
    received.feed(bytes);
  }

  /**
   * The next message that is complete; null: there is none.
   *
   * @throws PgsqlProtocolException it is none of a server, or too long; known from its head
   */
  Message next() throws PgsqlProtocolException {
    if (received.length() == 0) {
      return null;
    }
    final char type = (char) received.at(0);
    if (KNOWN.indexOf(type) < 0) {
      throw new PgsqlProtocolException(CheckText.quote(shown()));
    }
    if (received.length() < HEAD_BYTES) {
      return null;
    }
    final int length = ByteBuffer.wrap(received.copy(1, HEAD_BYTES)).getInt();
    if (length < 4 || length > MAX_BYTES) {
      throw new PgsqlProtocolException("a message of " + length + " bytes");
    }
    final int until = 1 + length;
    if (received.length() < until) {
      return null;
    }
    final Message message = new Message(type, received.copy(HEAD_BYTES, until));
    received.skip(until);
    return message;
  }

  /** The beginning of what came and is no message. */
  private String shown() {
    return new Message(' ', received.copy(0, SHOWN_BYTES)).rest();
  }

  /** Whether a message has begun and has not ended. */
  boolean isMidMessage() {
    return received.length() > 0;
  }
}
