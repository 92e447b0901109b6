package io.sluice.engine.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one admin connection, one after the other. Confined to the admin loop; a
 * page is rendered on a virtual thread, which posts it back.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A close that fails has nobody left to tell.
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

  /** More than one read can hold. */
  static final int MAX_WAITING = 4096;

  /** Source: RFC 9110, section 5.6.7. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Router router;
  private final Supplier<Rights> rights;
  private final Caller caller;
  private final RequestDeadline deadline;

  /** Requests that came in one read with the one that is answered. */
  private final Queue<AdminRequest> waiting = new ArrayDeque<>();

  /** Whether a request is being answered, or the last answer is out. */
  private boolean busy;

  /** Whether the client sends no more; it may still wait for answers. */
  private boolean inputEnded;

  AdminHandler(
      final Router router,
      final Supplier<Rights> rights,
      final Caller caller,
      final RequestDeadline deadline) {
    this.router = router;
    this.rights = rights;
    this.caller = caller;
    this.deadline = deadline;
  }

  @Override
  public void channelActive(final ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  protected void channelRead0(final ChannelHandlerContext ctx, final FullHttpRequest message) {
    if (waiting.size() >= MAX_WAITING) {
      ctx.close();
      return;
    }
    waiting.add(AdminRequest.of(message));
    answerNext(ctx);
  }

  @Override
  public void channelReadComplete(final ChannelHandlerContext ctx) {
    readOn(ctx);
  }

  private void answerNext(final ChannelHandlerContext ctx) {
    final AdminRequest request = busy ? null : waiting.poll();
    if (request == null) {
      return;
    }
    busy = true;
    deadline.onRequest();
    if (request.refusal() == null) {
      Thread.ofVirtual()
          .name("sluice-admin-page")
          .start(() -> postAnswer(ctx, render(request), request));
    } else {
      answer(ctx, Page.plain(request.refusal()), request);
    }
  }

  /** On a virtual thread. */
  private Page render(final AdminRequest request) {
    try {
      return router.answer(request, rights.get(), caller);
    } catch (final RuntimeException e) {
      LOG.warn("an admin request failed", e);
      return Page.plain(HttpResponseStatus.INTERNAL_SERVER_ERROR);
    }
  }

  /** On a virtual thread. */
  private void postAnswer(
      final ChannelHandlerContext ctx, final Page page, final AdminRequest request) {
    try {
      ctx.executor().execute(() -> answer(ctx, page, request));
    } catch (final RejectedExecutionException e) {
      LOG.debug("the admin listener ended before its answer", e);
    }
  }

  private void answer(
      final ChannelHandlerContext ctx, final Page page, final AdminRequest request) {
    final ChannelFuture sent = ctx.writeAndFlush(response(page, request));
    sent.addListener(_ -> onSent(ctx, sent.isSuccess(), request.keepAlive()));
  }

  private void onSent(
      final ChannelHandlerContext ctx, final boolean success, final boolean keepAlive) {
    if (!success) {
      ctx.close();
    } else if (keepAlive) {
      busy = false;
      deadline.onAnswered();
      answerNext(ctx);
      readOn(ctx);
    } else {
      ctx.pipeline().addFirst(new LingeringClose());
    }
  }

  @Override
  public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      readOn(ctx);
    }
  }

  private void readOn(final ChannelHandlerContext ctx) {
    if (busy) {
      return;
    }
    if (inputEnded) {
      ctx.close();
    } else {
      ctx.read();
    }
  }

  private static FullHttpResponse response(final Page page, final AdminRequest request) {
    final FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            page.status(),
            request.head() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(page.body()));
    final HttpHeaders headers = response.headers();
    if (!page.contentType().isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, page.contentType());
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, page.body().length);
    }
    headers.set(HttpHeaderNames.DATE, DATE.format(Instant.now()));
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'");
    if (!page.allow().isEmpty()) {
      headers.set(HttpHeaderNames.ALLOW, page.allow());
    }
    headers.set(
        HttpHeaderNames.CONNECTION,
        request.keepAlive() ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    return response;
  }

  @Override
  public void exceptionCaught(final ChannelHandlerContext ctx, final Throwable cause) {
    LOG.debug("an admin connection failed", cause);
    ctx.close();
  }
}
