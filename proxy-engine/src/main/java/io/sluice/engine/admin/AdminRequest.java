package io.sluice.engine.admin;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/**
 * What the admin listener needs to know of a request.
 *
 * @param refusal why it is not answered with a page, or null
 * @param path of its target, without the query
 * @param accept its Accept header, or null
 * @param head whether the answer's body is left out
 * @param keepAlive whether the connection stays after the answer
 */
record AdminRequest(
    HttpResponseStatus refusal, String path, String accept, boolean head, boolean keepAlive) {
  static AdminRequest of(final FullHttpRequest request) {
    final HttpResponseStatus refusal = refusal(request);
    final boolean understood =
        refusal == null || refusal.equals(HttpResponseStatus.METHOD_NOT_ALLOWED);
    return new AdminRequest(
        refusal,
        path(request.uri()),
        request.headers().get(HttpHeaderNames.ACCEPT),
        request.method().equals(HttpMethod.HEAD),
        understood && HttpUtil.isKeepAlive(request));
  }

  private static HttpResponseStatus refusal(final FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return malformed(request.decoderResult().cause());
    }
    if (request.protocolVersion().majorVersion() != 1) {
      return HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
    }
    if (!hasOneHost(request)) {
      return HttpResponseStatus.BAD_REQUEST;
    }
    final HttpMethod method = request.method();
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)
        ? null
        : HttpResponseStatus.METHOD_NOT_ALLOWED;
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

  /** A target is in origin or absolute form (RFC 9112, section 3.2). */
  private static String path(final String uri) {
    String path = uri;
    if (path.regionMatches(true, 0, "http://", 0, 7)) {
      final int slash = path.indexOf('/', 7);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    final int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
