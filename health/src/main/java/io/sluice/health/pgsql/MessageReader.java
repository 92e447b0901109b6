package io.sluice.health.pgsql;

import io.netty.buffer.ByteBuf;
import io.sluice.health.CheckText;
import java.nio.ByteBuffer;
import java.util.Arrays;

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

  /** Types of what a server sends in the part of the protocol that is spoken here. */
  private static final String KNOWN = "RSKZENAvTDCI";

  private byte[] held = new byte[256];
  private int start;
  private int end;

  void feed(final ByteBuf bytes) {
    final int more = bytes.readableBytes();
    if (held.length - end < more) {
      final int length = end - start;
      final byte[] roomy = new byte[Math.max(2 * length, length + more)];
      System.arraycopy(held, start, roomy, 0, length);
      held = roomy;
      start = 0;
      end = length;
    }
    bytes.readBytes(held, end, more);
    end += more;
  }

  /**
   * The next message that is complete; null: there is none.
   *
   * @throws PgsqlProtocolException it is none of a server, or too long; known from its head
   */
  Message next() throws PgsqlProtocolException {
    if (start == end) {
      return null;
    }
    final char type = (char) Byte.toUnsignedInt(held[start]);
    if (KNOWN.indexOf(type) < 0) {
      throw new PgsqlProtocolException(CheckText.quote(shown()));
    }
    if (end - start < HEAD_BYTES) {
      return null;
    }
    final int length = ByteBuffer.wrap(held, start + 1, 4).getInt();
    if (length < 4 || length > MAX_BYTES) {
      throw new PgsqlProtocolException("a message of " + length + " bytes");
    }
    final int until = start + 1 + length;
    if (end < until) {
      return null;
    }
    final Message message = new Message(type, Arrays.copyOfRange(held, start + HEAD_BYTES, until));
    start = until;
    return message;
  }

  /** The beginning of what came and is no message. */
  private String shown() {
    return new Message(' ', Arrays.copyOfRange(held, start, Math.min(end, start + 120))).rest();
  }

  /** Whether a message has begun and has not ended. */
  boolean isMidMessage() {
    return end > start;
  }
}
