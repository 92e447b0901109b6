package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.rules.Answer;
import java.nio.charset.StandardCharsets;

/**
 * Gives the client an answer that is not a server's: a rule's, an error's, a page of our own, or an
 * invitation to send a body. Confined to its worker.
 *
 * <p>Every one of them goes through a head as a server's response does, so that {@code
 * http-after-response} can edit it.
 */
final class OwnAnswers {
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private static final String SERVICE_HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
          + "Cache-Control: no-cache\r\nContent-Length: ";

  private final Parties parties;
  private final ResponseWay down;
  private final KeepAlive keepAlive;
  private final Accounting accounting;
  private final Fate fate;

  OwnAnswers(
      final Parties parties,
      final ResponseWay down,
      final KeepAlive keepAlive,
      final Accounting accounting,
      final Fate fate) {
    this.parties = parties;
    this.down = down;
    this.keepAlive = keepAlive;
    this.accounting = accounting;
    this.fate = fate;
  }

  /** The answer of an error, as configured or built in. */
  void sendError(final int code, final long nowNanos) {
    final Answer page = parties.rules.errorPage(code);
    if (page == null) {
      sendBuiltIn(code, nowNanos);
    } else {
      send(page, nowNanos);
    }
  }

  private void sendBuiltIn(final int code, final long nowNanos) {
    final Answers.Page page = Answers.of(code);
    down.newHead().feed(page.head(), 0, page.head().writerIndex());
    send(page.body(), page.body().length, nowNanos);
  }

  /** The answer that a rule made. */
  void send(final Answer answer, final long nowNanos) {
    final ByteBuf text = parties.http.answerHead();
    text.writeBytes(answer.head(), 0, answer.headLength());
    if (down.newHead().feed(text, 0, text.writerIndex()) == Parse.DONE) {
      send(answer.body(), answer.bodyLength(), nowNanos);
    } else {
      // A rule made a head that is none.
      sendBuiltIn(500, nowNanos);
    }
  }

  /** A page that a service made. */
  void sendPage(final byte[] page, final long nowNanos) {
    feed(SERVICE_HEAD + page.length + "\r\n\r\n");
    send(page, page.length, nowNanos);
  }

  /** Asks for the body of a request whose client waits to be asked. */
  void askForBody() {
    feed(CONTINUE);
    parties.client.sendHead(down.head());
    parties.client.sink().flush();
    down.giveBackHead();
  }

  private void feed(final String head) {
    final ByteBuf text = parties.http.answerHead();
    text.writeCharSequence(head, StandardCharsets.US_ASCII);
    down.newHead().feed(text, 0, text.writerIndex());
  }

  private void send(final byte[] body, final int length, final long nowNanos) {
    final ResponseHead head = down.head();
    fate.status = head.status();
    accounting.countStatus(fate.status);
    if (parties.rules.hasAfterResponse()) {
      parties.rules.afterResponse(head, nowNanos);
      fate.status = head.status();
    }
    head.setConnection(keepAlive.forClient(head));
    down.sendHead();
    if (parties.request == null || parties.request.method() != Method.HEAD) {
      parties.client.sendBody(body, length);
    }
  }
}
