package io.sluice.health.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/** Commands of Redis as arrays of bulk strings, which its proxies understand too. Stateless. */
final class Commands {
  private static final int TELLING_CHARS = 4;

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

  /**
   * Whether an answer may show a password. A server may quote what it does not understand, and cut
   * it short.
   *
   * @param answer one character for each byte
   */
  static boolean tells(final String answer, final String password) {
    final String sent = new String(password.getBytes(UTF_8), ISO_8859_1);
    return answer.contains(sent.substring(0, Math.min(sent.length(), TELLING_CHARS)));
  }
}
