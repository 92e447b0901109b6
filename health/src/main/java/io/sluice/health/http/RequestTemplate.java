package io.sluice.health.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.sluice.config.ProbeConfig;
import java.util.Set;

/**
 * The request that a check sends. Immutable.
 *
 * @param method such as {@code GET}
 * @param path the request target
 * @param headers all of them, in order
 */
record RequestTemplate(HttpMethod method, String path, HttpHeaders headers) {
  /** Methods whose requests have a body, so that its length is to be said even when it is 0. */
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  /**
   * The request for one target.
   *
   * @param host for the Host header, where the configuration has none
   * @throws IllegalArgumentException the method, the path or a header cannot be sent
   */
  static RequestTemplate of(final ProbeConfig.Http http, final String host) {
    if (!http.path().chars().allMatch(c -> c > ' ' && c < 0x7f) || http.path().isEmpty()) {
      throw new IllegalArgumentException(
          "path of an http check must be printable ASCII without spaces: " + http.path());
    }
    final HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    if (!has(http, HttpHeaderNames.HOST)) {
      headers.add(HttpHeaderNames.HOST, hostField(host));
    }
    http.headers().forEach(header -> add(headers, header));
    if (!headers.contains(HttpHeaderNames.CONNECTION)) {
      headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    if (WITH_BODY.contains(http.method())
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      headers.add(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
    }
    return new RequestTemplate(HttpMethod.valueOf(http.method()), http.path(), headers);
  }

  private static boolean has(final ProbeConfig.Http http, final CharSequence name) {
    return http.headers().stream()
        .anyMatch(header -> name.toString().equalsIgnoreCase(header.name()));
  }

  private static void add(final HttpHeaders headers, final ProbeConfig.Header header) {
    try {
      headers.add(header.name(), header.value());
    } catch (IllegalArgumentException e) {
      // Without the value, which may be a secret, and so without Netty's message.
      throw new IllegalArgumentException(
          "header '%s' of an http check has a character that cannot be sent"
              .formatted(header.name()));
    }
  }

  /** RFC 9112, section 3.2: an IPv6 address stands in brackets, where it has none yet. */
  private static String hostField(final String host) {
    if (host.isEmpty()) {
      return "localhost";
    }
    final boolean ipv6 = host.indexOf(':') != host.lastIndexOf(':') && !host.startsWith("[");
    return ipv6 ? "[" + host + "]" : host;
  }

  FullHttpRequest request() {
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1,
        method,
        path,
        Unpooled.EMPTY_BUFFER,
        headers,
        DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders());
  }
}
