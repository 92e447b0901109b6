package io.sluice.engine.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.sluice.engine.admin.Pages.Page;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one admin connection, one after the other. Confined to the admin loop; a
 * page is rendered on a virtual thread, which posts it back.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A close that fails has nobody left to tell.
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

  /** Source: RFC 9110, section 5.6.7. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Pages pages;
  private final RequestDeadline deadline;

  AdminHandler(final Pages pages, final RequestDeadline deadline) {
    this.pages = pages;
    this.deadline = deadline;
  }

  @Override
  public void channelActive(final ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  protected void channelRead0(final ChannelHandlerContext ctx, final FullHttpRequest request) {
    deadline.onRequest();
    final HttpResponseStatus refusal = refusal(request);
    if (refusal != null) {
      final boolean close = !refusal.equals(HttpResponseStatus.METHOD_NOT_ALLOWED);
      answer(ctx, Pages.plain(refusal), Exchange.of(request).closing(close));
    } else {
      submitRender(
          ctx, request.headers().get(HttpHeaderNames.ACCEPT), Exchange.of(request), request.uri());
    }
  }

  /** What is wrong with a request, or null. */
  private static HttpResponseStatus refusal(final FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return switch (request.decoderResult().cause()) {
        case final TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
        case final TooLongHttpHeaderException _ ->
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
        default -> HttpResponseStatus.BAD_REQUEST;
      };
    }
    if (request.protocolVersion().majorVersion() != 1) {
      return HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
    }
    final int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    final boolean needsHost = request.protocolVersion().minorVersion() > 0;
    if (hosts > 1 || (needsHost && hosts == 0)) {
      return HttpResponseStatus.BAD_REQUEST;
    }
    final HttpMethod method = request.method();
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)
        ? null
        : HttpResponseStatus.METHOD_NOT_ALLOWED;
  }

  private void submitRender(
      final ChannelHandlerContext ctx,
      final String accept,
      final Exchange exchange,
      final String uri) {
    Thread.ofVirtual()
        .name("sluice-admin-page")
        .start(() -> {
          final Page page = render(uri, accept);
          ctx.executor().execute(() -> answer(ctx, page, exchange));
        });
  }

  private Page render(final String uri, final String accept) {
    try {
      return pages.render(path(uri), accept);
    } catch (final RuntimeException e) {
      LOG.warn("an admin page failed", e);
      return Pages.plain(HttpResponseStatus.INTERNAL_SERVER_ERROR);
    }
  }

  /** The path of a request target, in origin or absolute form (RFC 9112, section 3.2). */
  private static String path(final String uri) {
    String path = uri;
    if (path.regionMatches(true, 0, "http://", 0, 7)) {
      final int slash = path.indexOf('/', 7);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    final int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private void answer(final ChannelHandlerContext ctx, final Page page, final Exchange exchange) {
    final ChannelFuture sent = ctx.writeAndFlush(response(page, exchange));
    sent.addListener(_ -> {
      if (!sent.isSuccess() || !exchange.keepAlive()) {
        ctx.close();
      } else {
        deadline.onAnswered();
        ctx.read();
      }
    });
  }

  private static FullHttpResponse response(final Page page, final Exchange exchange) {
    final FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            page.status(),
            exchange.head() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(page.body()));
    final HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, page.contentType());
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, page.body().length);
    headers.set(HttpHeaderNames.DATE, DATE.format(Instant.now()));
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'");
    if (page.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    headers.set(
        HttpHeaderNames.CONNECTION,
        exchange.keepAlive() ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    return response;
  }

  @Override
  public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
    LOG.debug("an admin connection failed", cause);
    ctx.close();
  }

  /**
   * What an answer needs to know of its request.
   *
   * @param head whether the body is left out
   * @param keepAlive whether the connection stays
   */
  private record Exchange(boolean head, boolean keepAlive) {
    static Exchange of(final FullHttpRequest request) {
      return new Exchange(request.method().equals(HttpMethod.HEAD), HttpUtil.isKeepAlive(request));
    }

    Exchange closing(final boolean close) {
      return new Exchange(head, keepAlive && !close);
    }
  }
}
