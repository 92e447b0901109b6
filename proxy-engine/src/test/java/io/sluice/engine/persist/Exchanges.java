package io.sluice.engine.persist;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.MessageHead;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.Scratch;
import io.sluice.engine.sample.Transaction;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/** Heads from text, and exchanges that have little more than them. */
final class Exchanges {
  private Exchanges() {}

  static RequestHead request(final String text) {
    final RequestHead head = new RequestHead(Limits.DEFAULT);
    head.clear();
    feed(head, text);
    return head;
  }

  static ResponseHead response(final Method method, final String text) {
    final ResponseHead head = new ResponseHead(Limits.DEFAULT);
    head.begin(method);
    feed(head, text);
    return head;
  }

  private static void feed(final MessageHead head, final String text) {
    final ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    final Parse parsed = head.feed(bytes, 0, bytes.readableBytes());
    bytes.release();
    if (parsed != Parse.DONE) {
      throw new AssertionError(parsed + ": " + head.refusal() + ": " + text);
    }
  }

  /** As it would be sent. */
  static String text(final MessageHead head) {
    final ByteBuf out = Unpooled.buffer(head.mostWrittenBytes());
    head.writeTo(out);
    final String text = out.toString(StandardCharsets.ISO_8859_1);
    out.release();
    return text;
  }

  static Transaction exchange(final RequestHead request, final ResponseHead response) {
    return exchange(request, response, "");
  }

  static Transaction exchange(
      final RequestHead request, final ResponseHead response, final String body) {
    final Scratch scratch = new Scratch();
    final Payload payload = new Payload();
    payload.bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    payload.length = payload.bytes.length;
    return (Transaction)
        Proxy.newProxyInstance(
            Transaction.class.getClassLoader(),
            new Class<?>[] {Transaction.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "scratch" -> scratch;
                  case "request" -> request;
                  case "response" -> response;
                  case "requestPayload" -> payload;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
