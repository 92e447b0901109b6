package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Reads the fields of a payload, one after the other. A field that is cut short is an error. */
final class Fields {
  private static final int NULL = 0xfb;
  private static final int TWO_BYTES = 0xfc;
  private static final int THREE_BYTES = 0xfd;
  private static final int EIGHT_BYTES = 0xfe;

  private final byte[] payload;
  private int at;

  Fields(final byte[] payload) {
    this.payload = payload;
  }

  int left() {
    return payload.length - at;
  }

  /** The next byte, which is read again after this; -1: there is none. */
  int peek() {
    return left() == 0 ? -1 : Byte.toUnsignedInt(payload[at]);
  }

  int uint8() throws MySqlProtocolException {
    return (int) uint(1);
  }

  int uint16() throws MySqlProtocolException {
    return (int) uint(2);
  }

  long uint32() throws MySqlProtocolException {
    return uint(4);
  }

  private long uint(final int bytes) throws MySqlProtocolException {
    need(bytes);
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= Byte.toUnsignedLong(payload[at++]) << (8 * i);
    }
    return number;
  }

  /** A number of one to nine bytes; one of eight may be negative. */
  long number() throws MySqlProtocolException {
    final int first = uint8();
    return switch (first) {
      case TWO_BYTES -> uint(2);
      case THREE_BYTES -> uint(3);
      case EIGHT_BYTES -> uint(8);
      case NULL, 0xff -> throw new MySqlProtocolException("no number where one was due");
      default -> first;
    };
  }

  /** Takes the mark of a value that is NULL, where it is next. */
  boolean tookNull() {
    if (peek() != NULL) {
      return false;
    }
    at++;
    return true;
  }

  /** A text with its length before it. */
  String text() throws MySqlProtocolException {
    final long length = number();
    if (length < 0 || length > left()) {
      throw cutShort();
    }
    return new String(bytes((int) length), UTF_8);
  }

  byte[] bytes(final int count) throws MySqlProtocolException {
    need(count);
    at += count;
    return Arrays.copyOfRange(payload, at - count, at);
  }

  byte[] rest() {
    final byte[] rest = Arrays.copyOfRange(payload, at, payload.length);
    at = payload.length;
    return rest;
  }

  String restAsText() {
    return new String(rest(), UTF_8);
  }

  /** A text that a zero byte ends. */
  String terminated() throws MySqlProtocolException {
    final String text = terminatedOrRest();
    if (payload[at - 1] != 0) {
      throw cutShort();
    }
    return text;
  }

  /** A text that a zero byte or the end of the packet ends. */
  String terminatedOrRest() throws MySqlProtocolException {
    need(1);
    int zero = at;
    while (zero < payload.length && payload[zero] != 0) {
      zero++;
    }
    final String text = new String(payload, at, zero - at, UTF_8);
    at = Math.min(zero + 1, payload.length);
    return text;
  }

  void skip(final int count) throws MySqlProtocolException {
    need(count);
    at += count;
  }

  private void need(final int count) throws MySqlProtocolException {
    if (left() < count) {
      throw cutShort();
    }
  }

  private static MySqlProtocolException cutShort() {
    return new MySqlProtocolException("a packet that ends too early");
  }
}
