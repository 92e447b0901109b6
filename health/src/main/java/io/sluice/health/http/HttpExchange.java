package io.sluice.health.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;

/**
 * Sends one request and judges the answer as soon as its head is in, or its body where that is
 * looked at.
 *
 * <p>Confined to the check loop. The head may have {@value HeadLimit#MAX_HEAD_BYTES} bytes, interim
 * answers (1xx) included. After the verdict the body is read on for a while and thrown away:
 * servers that log a broken pipe would do so with every check.
 */
final class HttpExchange extends Exchange {
  private static final int MAX_DRAINED_BYTES = 65_536;

  private final RequestTemplate template;
  private final HttpExpectation expectation;
  private final BodySearch search; // null: the body does not matter
  private boolean textFound;
  private HttpResponse head; // null: not in yet
  private int bodyBytes;

  HttpExchange(final RequestTemplate template, final HttpExpectation expectation) {
    this.template = template;
    this.expectation = expectation;
    this.search = expectation.looksAtBody() ? new BodySearch(expectation.text().orElse("")) : null;
    this.textFound = expectation.text().isEmpty();
  }

  @Override
  protected void addCodecs(final ChannelPipeline pipeline) {
    pipeline.addLast(new HeadLimit(() -> head != null, this::onHeadTooLong));
    pipeline.addLast(new HttpClientCodec(decoderConfig(), true, false));
  }

  /** Lenient where HAProxy is: nothing of the answer goes on to anyone. */
  private static HttpDecoderConfig decoderConfig() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(4096)
        .setMaxHeaderSize(HeadLimit.MAX_HEAD_BYTES)
        .setAllowDuplicateContentLengths(true)
        .setStrictLineParsing(false);
  }

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    send(ctx, template.request());
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
    if (message instanceof HttpResponse response && head == null) {
      onResponse(response);
    }
    if (message instanceof HttpContent content && head != null) {
      onContent(content);
    }
  }

  private void onResponse(final HttpResponse response) {
    if (response.decoderResult().isFailure()) {
      onNoHttp(response.decoderResult().cause());
    } else if (!isHttp1(response)) {
      failed(CheckStatus.L7RSP, "not an answer of HTTP/1: " + line(response));
    } else if (!isInterim(response)) {
      head = response;
      onHead(response.status().code());
    }
  }

  private static boolean isHttp1(final HttpResponse response) {
    final HttpVersion version = response.protocolVersion();
    final int code = response.status().code();
    return version.protocolName().equals("HTTP")
        && version.majorVersion() == 1
        && code >= 100
        && code <= 999;
  }

  /** 101 is the last answer of HTTP on a connection (RFC 9110, section 15.2.2). */
  private static boolean isInterim(final HttpResponse response) {
    final int code = response.status().code();
    return code < 200 && code != 101;
  }

  private void onHead(final int code) {
    if (!expectation.accepts(code)) {
      failed(CheckStatus.L7STS, line(head), Then.DRAIN);
    } else if (search == null) {
      passed(CheckStatus.L7OK, "HTTP " + code, Then.DRAIN);
    }
  }

  private void onContent(final HttpContent content) {
    bodyBytes += content.content().readableBytes();
    if (search != null && expectation.accepts(head.status().code())) {
      onSearched(content);
    }
    if (content instanceof LastHttpContent || bodyBytes > MAX_DRAINED_BYTES) {
      finish();
    }
  }

  private void onSearched(final HttpContent content) {
    final int code = head.status().code();
    textFound |= search.add(content.content());
    if (textFound && expectation.pattern().isEmpty()) {
      passed(CheckStatus.L7OK, "HTTP " + code, Then.DRAIN);
    } else if (content.decoderResult().isFailure()) {
      failed(CheckStatus.L7RSP, "HTTP " + code + ", body not understood");
    } else if (content instanceof LastHttpContent) {
      onBody("HTTP " + code, "");
    } else if (search.full()) {
      onBody("HTTP " + code, " in its first %d bytes".formatted(BodySearch.MAX_BODY_BYTES));
    }
  }

  /** No more of the body is looked at. */
  private void onBody(final String answer, final String where) {
    if (!textFound) {
      failed(CheckStatus.L7STS, answer + " without the expected text" + where);
    } else if (expectation.pattern().map(search::matches).orElse(true)) {
      passed(CheckStatus.L7OK, answer, Then.DRAIN);
    } else {
      final String pattern = expectation.pattern().orElseThrow().pattern();
      failed(
          CheckStatus.L7STS,
          answer + " without a match of \"" + CheckText.quote(pattern) + "\"" + where);
    }
  }

  private void onNoHttp(final Throwable cause) {
    switch (cause) {
      case TooLongFrameException _ -> onHeadTooLong();
      case PrematureChannelClosureException _ -> onClosed(false);
      default -> failed(CheckStatus.L7RSP, "not an answer of HTTP");
    }
  }

  private void onHeadTooLong() {
    failed(CheckStatus.L7RSP, "head of the answer is too long");
  }

  @Override
  protected void onClosed(final boolean reset) {
    if (head == null) {
      super.onClosed(reset);
    } else {
      failed(CheckStatus.L7RSP, line(head) + ", body ends too early");
    }
  }

  @Override
  protected void onTimeout() {
    failed(
        CheckStatus.L7TOUT, head == null ? "no answer in time" : line(head) + ", no end in time");
  }

  /** The status and its words, such as {@code HTTP 503 Service Unavailable}. */
  private static String line(final HttpResponse response) {
    return CheckText.quote(
        "HTTP " + response.status().code() + " " + response.status().reasonPhrase());
  }
}
