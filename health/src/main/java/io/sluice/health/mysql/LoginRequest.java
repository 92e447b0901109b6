package io.sluice.health.mysql;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * The client's answer to the greeting. Stateless.
 *
 * <p>Source: MySQL internals, "Protocol::HandshakeResponse41".
 */
final class LoginRequest {
  private static final long WANTED =
      Capabilities.LONG_PASSWORD
          | Capabilities.PROTOCOL_41
          | Capabilities.SECURE_CONNECTION
          | Capabilities.PLUGIN_AUTH;
  private static final int RESERVED_BYTES = 23;

  private LoginRequest() {}

  /** What it begins with; alone, it asks for TLS. */
  static byte[] head(final Greeting greeting, final int characterSet, final boolean tls) {
    final ByteArrayOutputStream request = new ByteArrayOutputStream();
    uint32(request, capabilities(greeting) | (tls ? Capabilities.SSL : 0));
    uint32(request, MySqlSession.MAX_PACKET_BYTES);
    request.write(characterSet);
    request.writeBytes(new byte[RESERVED_BYTES]);
    return request.toByteArray();
  }

  private static long capabilities(final Greeting greeting) {
    return WANTED & (greeting.capabilities() | Capabilities.LONG_PASSWORD);
  }

  /**
   * The payload.
   *
   * @param head what it begins with
   * @param proof what the method answers, at most 255 bytes
   */
  static byte[] of(
      final byte[] head,
      final Greeting greeting,
      final String user,
      final byte[] proof,
      final String method) {
    final ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head);
    request.writeBytes(user.getBytes(UTF_8));
    request.write(0);
    request.write(proof.length);
    request.writeBytes(proof);
    if ((capabilities(greeting) & Capabilities.PLUGIN_AUTH) != 0) {
      request.writeBytes(method.getBytes(US_ASCII));
      request.write(0);
    }
    return request.toByteArray();
  }

  private static void uint32(final ByteArrayOutputStream to, final long number) {
    for (int shift = 0; shift < 32; shift += 8) {
      to.write((int) (number >> shift));
    }
  }
}
