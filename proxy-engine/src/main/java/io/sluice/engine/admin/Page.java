package io.sluice.engine.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer, ready to be sent.
 *
 * @param contentType empty: there is no body
 * @param allow methods that the target takes, where it does not take the one asked for; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // Made once, sent once, never compared.
record Page(HttpResponseStatus status, String contentType, byte[] body, String allow) {
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  Page(final HttpResponseStatus status, final String contentType, final byte[] body) {
    this(status, contentType, body, "");
  }

  static Page text(final HttpResponseStatus status, final String contentType, final String text) {
    return new Page(status, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  static Page text(final HttpResponseStatus status, final String text) {
    return text(status, PLAIN, text);
  }

  /** Says a status and no more. */
  static Page plain(final HttpResponseStatus status) {
    return text(status, status.reasonPhrase() + "\n");
  }

  static Page json(final HttpResponseStatus status, final Map<String, ?> object) {
    return new Page(status, JSON, Json.line(object));
  }

  /** Says in words what is wrong with a command. */
  static Page error(final HttpResponseStatus status, final String why) {
    return json(status, Map.of("error", why));
  }

  static Page noContent() {
    return new Page(HttpResponseStatus.NO_CONTENT, "", new byte[0]);
  }

  /** The same for a target that takes other methods than the one asked for. */
  Page allowing(final String methods) {
    return new Page(status, contentType, body, methods);
  }
}
