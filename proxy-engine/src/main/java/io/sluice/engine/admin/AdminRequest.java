package io.sluice.engine.admin;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/**
 * What the admin listener needs to know of a request. A body was read, and is no part of it.
 *
 * @param refusal why it is not looked at, or null
 * @param path of its target, without the query
 * @param query of its target, after the question mark; empty: none
 * @param accept its Accept header, or null
 * @param browser whether a web page may be behind it
 * @param keepAlive whether the connection stays after the answer
 */
record AdminRequest(
    HttpResponseStatus refusal,
    HttpMethod method,
    String path,
    String query,
    String accept,
    boolean browser,
    boolean keepAlive) {
  static AdminRequest of(final FullHttpRequest request) {
    final HttpResponseStatus refusal = refusal(request);
    final String target = target(request.uri());
    final int query = target.indexOf('?');
    return new AdminRequest(
        refusal,
        request.method(),
        query < 0 ? target : target.substring(0, query),
        query < 0 ? "" : target.substring(query + 1),
        request.headers().get(HttpHeaderNames.ACCEPT),
        isOfBrowser(request.headers()),
        refusal == null && HttpUtil.isKeepAlive(request));
  }

  /** Whether the answer's body is left out. */
  boolean head() {
    return method.equals(HttpMethod.HEAD);
  }

  /** Whether it only reads. */
  boolean reads() {
    return method.equals(HttpMethod.GET) || head();
  }

  private static HttpResponseStatus refusal(final FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return malformed(request.decoderResult().cause());
    }
    if (request.protocolVersion().majorVersion() != 1) {
      return HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
    }
    return hasOneHost(request) ? null : HttpResponseStatus.BAD_REQUEST;
  }

  private static HttpResponseStatus malformed(final Throwable cause) {
    return switch (cause) {
      case final TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case final TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      default -> HttpResponseStatus.BAD_REQUEST;
    };
  }

  /** Source: RFC 9112, section 3.2. */
  private static boolean hasOneHost(final FullHttpRequest request) {
    final int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    return hosts == 1 || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_0));
  }

  /**
   * Browsers say with every POST which site's page is behind it, and that site cannot keep them
   * from it; tools say nothing of the kind.
   *
   * <p>Source: Fetch standard, section "Origin header"; Fetch Metadata Request Headers.
   */
  private static boolean isOfBrowser(final HttpHeaders headers) {
    return headers.contains(HttpHeaderNames.ORIGIN) || headers.contains("Sec-Fetch-Site");
  }

  /** A target is in origin or absolute form (RFC 9112, section 3.2). */
  private static String target(final String uri) {
    if (!uri.regionMatches(true, 0, "http://", 0, 7)) {
      return uri;
    }
    final int slash = uri.indexOf('/', 7);
    return slash < 0 ? "/" : uri.substring(slash);
  }
}
