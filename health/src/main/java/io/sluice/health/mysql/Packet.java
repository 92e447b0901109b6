package io.sluice.health.mysql;

/** One packet of the server. Whoever takes it from a {@link PacketReader} owns it. */
final class Packet {
  /** The first byte of an answer that says yes. */
  static final int OK = 0x00;

  /** The first byte of what a method of authentication has to say besides. */
  static final int MORE = 0x01;

  /** The first byte of a request to send a file. */
  static final int FILE = 0xfb;

  /** The first byte of the end of rows or columns; of a request for another authentication. */
  static final int EOF = 0xfe;

  /** The first byte of an answer that says no. */
  static final int ERROR = 0xff;

  private final int sequence;
  private final byte[] payload;

  Packet(final int sequence, final byte[] payload) {
    this.sequence = sequence;
    this.payload = payload;
  }

  /** 0 to 255. */
  int sequence() {
    return sequence;
  }

  /** Without the four bytes of the header. */
  int lengthBytes() {
    return payload.length;
  }

  /** The first byte, 0 to 255; -1 where there is none. */
  int kind() {
    return payload.length == 0 ? -1 : Byte.toUnsignedInt(payload[0]);
  }

  Fields fields() {
    return new Fields(payload);
  }

  /** A header and a payload of less than 16 MiB, as they are sent. */
  static byte[] framed(final int sequence, final byte[] payload) {
    final byte[] packet = new byte[4 + payload.length];
    packet[0] = (byte) payload.length;
    packet[1] = (byte) (payload.length >> 8);
    packet[2] = (byte) (payload.length >> 16);
    packet[3] = (byte) sequence;
    System.arraycopy(payload, 0, packet, 4, payload.length);
    return packet;
  }
}
