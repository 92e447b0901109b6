package io.sluice.health.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/** Commands of Redis as arrays of bulk strings, which its proxies understand too. Stateless. */
final class Commands {
  private Commands() {}

  static void write(final ByteBuf to, final String... words) {
    to.writeCharSequence("*" + words.length + "\r\n", US_ASCII);
    for (final String word : words) {
      final byte[] bytes = word.getBytes(UTF_8);
      to.writeCharSequence("$" + bytes.length + "\r\n", US_ASCII);
      to.writeBytes(bytes);
      to.writeCharSequence("\r\n", US_ASCII);
    }
  }

  /** The bytes of a word, as the answers are read: one character for each. */
  static String asSent(final String word) {
    return new String(word.getBytes(UTF_8), ISO_8859_1);
  }
}
