package io.sluice.health.mysql;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Cuts what comes into packets.
 *
 * <p>Confined to the check loop. Holds no more than one packet of the allowed length and what came
 * with its last bytes, as long as {@link #next} is called until there is none.
 */
final class PacketReader {
  private static final int HEADER_BYTES = 4;

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
   * The next packet that is complete; null: there is none.
   *
   * @param maxBytes what its payload may have
   * @throws MySqlProtocolException it is longer than allowed; known from its header
   */
  Packet next(final int maxBytes) throws MySqlProtocolException {
    if (end - start < HEADER_BYTES) {
      return null;
    }
    final int length = at(0) | at(1) << 8 | at(2) << 16;
    if (length > maxBytes) {
      throw new MySqlProtocolException("a packet of " + length + " bytes");
    }
    final int until = start + HEADER_BYTES + length;
    if (end < until) {
      return null;
    }
    final Packet packet = new Packet(at(3), Arrays.copyOfRange(held, start + HEADER_BYTES, until));
    start = until;
    return packet;
  }

  /** Whether a packet has begun and has not ended. */
  boolean isMidPacket() {
    return end > start;
  }

  private int at(final int offset) {
    return Byte.toUnsignedInt(held[start + offset]);
  }
}
