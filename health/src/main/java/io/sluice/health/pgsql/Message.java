package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One message: a type, and a body that is read from its start to its end. Whoever takes it from a
 * {@link MessageReader} owns it.
 *
 * <p>Source: PostgreSQL documentation, "Message Formats".
 */
final class Message {
  private final char type;
  private final byte[] body;
  private int at;

  Message(final char type, final byte[] body) {
    this.type = type;
    this.body = body;
  }

  char type() {
    return type;
  }

  int left() {
    return body.length - at;
  }

  int int16() throws PgsqlProtocolException {
    final byte[] two = bytes(2);
    return Byte.toUnsignedInt(two[0]) << 8 | Byte.toUnsignedInt(two[1]);
  }

  int int32() throws PgsqlProtocolException {
    return ByteBuffer.wrap(bytes(4)).getInt();
  }

  byte[] bytes(final int count) throws PgsqlProtocolException {
    if (count < 0 || left() < count) {
      throw new PgsqlProtocolException("a message that ends too early");
    }
    at += count;
    return Arrays.copyOfRange(body, at - count, at);
  }

  /** A text that a zero byte ends. */
  String terminated() throws PgsqlProtocolException {
    int zero = at;
    while (zero < body.length && body[zero] != 0) {
      zero++;
    }
    final String text = new String(bytes(zero - at), UTF_8);
    bytes(1);
    return text;
  }

  /** What is left, one character for each byte. */
  String rest() {
    final String rest = new String(body, at, left(), ISO_8859_1);
    at = body.length;
    return rest;
  }

  /** A message as it is sent; type 0: the first one of a connection, which has none. */
  static byte[] framed(final char type, final byte[] body) {
    final int head = type == 0 ? 0 : 1;
    final ByteBuffer framed = ByteBuffer.allocate(head + 4 + body.length);
    if (type != 0) {
      framed.put((byte) type);
    }
    return framed.putInt(4 + body.length).put(body).array();
  }
}
