package io.sluice.health.sequence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.sluice.config.CheckStep;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Exchange;
import io.sluice.health.tls.ClientTls;
import java.util.Optional;

/** The steps on one connection. Confined to the check loop. */
final class StepExchange extends Exchange {
  private static final int MAX_HEAD_BYTES = 32_768;

  private final ProbeConfig.Sequence sequence;
  private final Optional<ClientTls> tls;
  private final Run run;
  private final Judge judge;
  private final String host;
  private final Received received = new Received();

  /** Whether there is no other connection, so that each turn begins with the first step. */
  private final boolean alone;

  private ChannelHandlerContext context; // null: no turn yet
  private boolean secured;
  private boolean keeps;
  private boolean over;
  private String words = "";
  private Optional<String> okStatus = Optional.empty();

  StepExchange(
      final ProbeConfig.Sequence sequence,
      final Optional<ClientTls> tls,
      final Run run,
      final Judge judge,
      final String host,
      final boolean alone) {
    this.alone = alone;
    secured = tls.isEmpty();
    this.sequence = sequence;
    this.tls = tls;
    this.run = run;
    this.judge = judge;
    this.host = host;
  }

  @Override
  protected void addCodecs(final ChannelPipeline pipeline) {
    tls.ifPresent(t -> pipeline.addLast(t.newHandler(pipeline.channel().alloc())));
    if (sequence.http()) {
      pipeline.addLast(
          new HttpClientCodec(
              new HttpDecoderConfig()
                  .setMaxInitialLineLength(4096)
                  .setMaxHeaderSize(MAX_HEAD_BYTES)
                  .setAllowDuplicateContentLengths(true)
                  .setStrictLineParsing(false),
              true,
              false));
    }
  }

  @Override
  protected void onTurn(final ChannelHandlerContext ctx) {
    if (alone) {
      run.restart();
    }
    context = ctx;
    over = false;
    words = "";
    okStatus = Optional.empty();
    keeps = sequence.keepAlive();
    received.clear();
    if (secured) {
      begin();
    }
  }

  private void begin() {
    if (run.connects()) {
      run.next();
    }
    goOn();
  }

  private void goOn() {
    while (!over) {
      final Optional<CheckStep> step = run.step();
      if (step.isEmpty() || run.connects()) {
        succeed();
        return;
      }
      if (!take(step.get())) {
        return;
      }
      if (!over) {
        run.next();
      }
    }
  }

  /** Returns false where it waits for something. */
  private boolean take(final CheckStep step) {
    switch (step) {
      case CheckStep.Send send -> {
        received.clear();
        send(context, bytes(run.fill(send.text())));
      }
      case CheckStep.Request request -> {
        if (received.hasHead() && !received.isWhole()) {
          return false;
        }
        received.clear();
        send(context, Requests.of(request, run, host, sequence.keepAlive() || !lastRequest()));
      }
      case CheckStep.Expect expect -> {
        return expect(expect);
      }
      case CheckStep.SetVar _, CheckStep.UnsetVar _, CheckStep.Comment _, CheckStep.Connect _ -> {
        if (looksAtBody(step) && received.hasHead() && !received.isWhole()) {
          return false;
        }
        final var _ = run.keep(step, received.text());
      }
    }
    return true;
  }

  private static boolean looksAtBody(final CheckStep step) {
    return step instanceof CheckStep.SetVar(_, CheckStep.Payload _);
  }

  private boolean lastRequest() {
    return sequence.steps().stream()
        .skip(run.number())
        .takeWhile(step -> !(step instanceof CheckStep.Connect))
        .noneMatch(CheckStep.Request.class::isInstance);
  }

  private static ByteBuf bytes(final String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }

  private boolean expect(final CheckStep.Expect step) {
    return switch (judge.judge(step, received, run)) {
      case OPEN -> false;
      case MATCH -> {
        words = words(step);
        okStatus = step.okStatus();
        yield true;
      }
      case MISMATCH -> {
        fail(step);
        yield true;
      }
    };
  }

  private String words(final CheckStep.Expect step) {
    return step.onSuccess()
        .map(run::fill)
        .map(CheckText::quote)
        .orElse(received.hasHead() ? "HTTP " + received.code() : "");
  }

  private void fail(final CheckStep.Expect step) {
    over = true;
    final boolean ofStatus =
        step.wanted() instanceof CheckStep.Status || step.wanted() instanceof CheckStep.StatusRegex;
    final CheckStatus status =
        status(step.errorStatus(), ofStatus ? CheckStatus.L7STS : CheckStatus.L7RSP);
    final String comment = run.comment().map(c -> " comment: " + c).orElse("");
    failed(
        status,
        step.onError()
            .map(text -> CheckText.quote(run.fill(text)) + comment)
            .orElseGet(() -> StepWords.mismatch(step, received, run, sequence.http())));
  }

  private static CheckStatus status(final Optional<String> name, final CheckStatus otherwise) {
    return name.map(CheckStatus::valueOf).orElse(otherwise);
  }

  private void succeed() {
    over = true;
    final boolean spoke = sequence.steps().stream().anyMatch(StepExchange::speaks);
    final CheckStatus usual =
        spoke ? CheckStatus.L7OK : tls.isPresent() ? CheckStatus.L6OK : CheckStatus.L4OK;
    final boolean last = run.step().isEmpty();
    final String shown = words.isEmpty() && last && spoke ? "(tcp-check)" : words;
    final boolean keep = keeps && last && (!sequence.http() || received.isWhole());
    final Then otherwise =
        sequence.http() && received.hasHead() && !received.isWhole() ? Then.DRAIN : Then.CLOSE;
    passed(status(okStatus, usual), shown, keep ? Then.KEEP : otherwise);
  }

  private static boolean speaks(final CheckStep step) {
    return switch (step) {
      case CheckStep.Send _, CheckStep.Request _, CheckStep.Expect _ -> true;
      case CheckStep.Connect _, CheckStep.Comment _, CheckStep.SetVar _, CheckStep.UnsetVar _ ->
          false;
    };
  }

  @Override
  protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
    switch (message) {
      case ByteBuf part -> received.add(part);
      default -> onHttp(message);
    }
    if (over) {
      if (received.isWhole()) {
        finish();
      }
    } else {
      goOn();
    }
  }

  private void onHttp(final Object message) {
    if (message instanceof final HttpResponse response && !received.hasHead()) {
      if (response.decoderResult().isFailure()) {
        onNoHttp(response.decoderResult().cause());
        return;
      }
      final int code = response.status().code();
      if (code < 200 && code != 101) {
        return;
      }
      received.head(response);
      keeps &= HttpUtil.isKeepAlive(response);
    }
    if (message instanceof final HttpContent content && received.hasHead()) {
      received.add(content.content());
      if (content instanceof LastHttpContent) {
        received.end();
      }
    }
  }

  private void onNoHttp(final Throwable cause) {
    if (cause instanceof PrematureChannelClosureException) {
      onClosed(false);
    } else {
      over = true;
      failed(CheckStatus.L7RSP, "not an answer of HTTP" + StepWords.place(run));
    }
  }

  @Override
  public void userEventTriggered(final ChannelHandlerContext ctx, final Object event) {
    if (event instanceof final SslHandshakeCompletionEvent done) {
      secured = done.isSuccess();
      if (secured) {
        begin();
      } else {
        over = true;
        failed(CheckStatus.L6RSP, "no TLS handshake" + StepWords.place(run));
      }
    }
  }

  /** What came before counts: nothing more will. */
  @Override
  protected void onClosed(final boolean reset) {
    if (over) {
      return;
    }
    final boolean something = received.hasHead() || received.length() > 0;
    if (something && run.step().orElse(null) instanceof CheckStep.Expect) {
      received.end();
      goOn();
      if (over) {
        return;
      }
    }
    over = true;
    failed(
        CheckStatus.L7RSP,
        (reset ? "connection reset" : "connection closed") + StepWords.place(run));
  }

  @Override
  protected void onTimeout() {
    over = true;
    final Optional<String> status =
        run.step().orElse(null) instanceof final CheckStep.Expect step
            ? step.timeoutStatus()
            : Optional.empty();
    failed(
        status(status, secured ? CheckStatus.L7TOUT : CheckStatus.L6TOUT),
        "no answer in time" + StepWords.place(run));
  }

  @Override
  protected void onConnectFailed(
      final CheckStatus status, final String words, final boolean refused) {
    over = true;
    failed(status, words + (run.connects() ? StepWords.place(run) : ""));
  }
}
