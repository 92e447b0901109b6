package io.sluice.health.mysql;

import io.netty.buffer.ByteBuf;
import io.sluice.health.Received;

/**
 * Cuts what comes into packets.
 *
 * <p>Confined to the check loop. Holds no more than one packet of the allowed length and what came
 * with its last bytes, as long as {@link #next} is called until there is none.
 */
final class PacketReader {
  private static final int HEADER_BYTES = 4;

  private final Received received = new Received();

  void feed(final ByteBuf bytes) {
    received.feed(bytes);
  }

  /**
   * The next packet that is complete; null: there is none.
   *
   * @param maxBytes what its payload may have
   * @throws MySqlProtocolException it is longer than allowed; known from its header
   */
  Packet next(final int maxBytes) throws MySqlProtocolException {
    if (received.length() < HEADER_BYTES) {
      return null;
    }
    final int length = received.at(0) | received.at(1) << 8 | received.at(2) << 16;
    if (length > maxBytes) {
      throw new MySqlProtocolException("a packet of " + length + " bytes");
    }
    final int until = HEADER_BYTES + length;
    if (received.length() < until) {
      return null;
    }
    final Packet packet = new Packet(received.at(3), received.copy(HEADER_BYTES, until));
    received.skip(until);
    return packet;
  }

  /** Whether a packet has begun and has not ended. */
  boolean isMidPacket() {
    return received.length() > 0;
  }
}
