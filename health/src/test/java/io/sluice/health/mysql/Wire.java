package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Packets as a server sends them. Text is ISO 8859-1. */
public final class Wire {
  static final byte[] SCRAMBLE = new byte[20];

  static {
    for (int i = 0; i < SCRAMBLE.length; i++) {
      SCRAMBLE[i] = (byte) (i + 1);
    }
  }

  private Wire() {}

  /** A payload of texts, numbers of one byte and bytes. */
  public static byte[] payload(final Object... parts) {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (final Object part : parts) {
      switch (part) {
        case String text -> bytes.writeBytes(text.getBytes(ISO_8859_1));
        case Integer number -> bytes.write(number);
        case byte[] more -> bytes.writeBytes(more);
        default -> throw new IllegalArgumentException(part.toString());
      }
    }
    return bytes.toByteArray();
  }

  public static byte[] packet(final int sequence, final Object... parts) {
    return Packet.framed(sequence, payload(parts));
  }

  public static byte[] greeting() {
    return greeting("8.4.0", NativePassword.NAME);
  }

  public static byte[] greeting(final String version, final String plugin) {
    final byte[] first = Arrays.copyOf(SCRAMBLE, 8);
    final byte[] rest = Arrays.copyOfRange(SCRAMBLE, 8, 20);
    final byte[] fill = new byte[10];
    final byte[] capabilities = {(byte) 0xff, (byte) 0xf7};
    final byte[] upper = {(byte) 0xff, (byte) 0x81};
    return packet(
        0,
        10,
        version,
        0,
        7,
        0,
        0,
        0,
        first,
        0,
        capabilities,
        33,
        2,
        0,
        upper,
        21,
        fill,
        rest,
        0,
        plugin,
        0);
  }

  public static byte[] ok(final int sequence) {
    return packet(sequence, 0, 3, 0, 2, 0, 0, 0);
  }

  public static byte[] eof(final int sequence) {
    return packet(sequence, 0xfe, 0, 0, 2, 0);
  }

  public static byte[] error(final int sequence, final int code, final String message) {
    return packet(sequence, 0xff, code & 0xff, code >> 8, message);
  }

  /** Texts, each with its length before it. */
  public static byte[] texts(final String... texts) {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (final String text : texts) {
      bytes.write(text.length());
      bytes.writeBytes(text.getBytes(ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  public static byte[] column(final int sequence, final String name) {
    return packet(sequence, texts("def", "", "", "", name, ""), 0x0c, new byte[12]);
  }

  public static ByteBuf buffer(final byte[]... packets) {
    return Unpooled.wrappedBuffer(packets);
  }

  public static byte[] hex(final String text) {
    return ByteBufUtil.decodeHexDump(text);
  }
}
