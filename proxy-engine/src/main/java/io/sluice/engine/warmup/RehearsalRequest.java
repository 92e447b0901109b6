package io.sluice.engine.warmup;

import java.nio.charset.StandardCharsets;

/** What the clients of a rehearsal ask: requests as they come, some usual, some rare. Immutable. */
final class RehearsalRequest {
  /** The body of a {@link #POST}. */
  static final int BODY_BYTES = 10 << 10;

  /** Most of them. No field says that the connection stays. */
  static final RehearsalRequest USUAL =
      new RehearsalRequest("GET /v3/auth/tokens", "10.0.0.10:5000", "", "");

  /** With a name for its host, and the fields of other clients. */
  static final RehearsalRequest NAMED =
      new RehearsalRequest(
          "GET /v3/Projects?limit=20&name=a%20b",
          "api.rehearsal",
          "Accept-Encoding: gzip, deflate\r\nX-Forwarded-Proto: https\r\nConnection: keep-alive\r\n",
          "");

  /** Its answer is the last one on its connection. */
  static final RehearsalRequest LAST =
      new RehearsalRequest("GET /v3/auth/tokens", "10.0.0.10:5000", "Connection: close\r\n", "");

  /** Has a body. */
  static final RehearsalRequest POST =
      new RehearsalRequest(
          "POST /large/tokens",
          "api.rehearsal",
          "Content-Length: " + BODY_BYTES + "\r\n",
          "x".repeat(BODY_BYTES));

  /** Has a large answer. */
  static final RehearsalRequest LARGE =
      new RehearsalRequest("GET /large", "10.0.0.10:5000", "", "");

  private final byte[] bytes;

  private RehearsalRequest(
      final String line, final String host, final String fields, final String body) {
    final String text =
        line
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nUser-Agent: python-keystoneclient\r\nAccept: application/json\r\n"
            + "X-Auth-Token: gAAAAABl"
            + "x".repeat(175)
            + "\r\n"
            + fields
            + "\r\n"
            + body;
    bytes = text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Its bytes, which nobody changes. */
  byte[] bytes() {
    return bytes;
  }
}
