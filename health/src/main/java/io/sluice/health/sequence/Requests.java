package io.sluice.health.sequence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.sluice.config.CheckStep;

/** Makes the requests of steps. Stateless. */
final class Requests {
  private Requests() {}

  static FullHttpRequest of(
      final CheckStep.Request step, final Run run, final String host, final boolean stays) {
    final ByteBuf body = Unpooled.copiedBuffer(run.fill(step.body()), ISO_8859_1);
    final DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            step.version() == 0 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(step.method()),
            visible(run.fill(step.uri())),
            body);
    final HttpHeaders fields = request.headers();
    step.fields().forEach(f -> fields.add(f.name(), oneLine(run.fill(f.value()))));
    if (step.version() == 1 && !fields.contains(HttpHeaderNames.HOST)) {
      fields.set(HttpHeaderNames.HOST, host);
    }
    if (!fields.contains(HttpHeaderNames.CONNECTION)) {
      fields.set(
          HttpHeaderNames.CONNECTION, stays ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    }
    if (body.isReadable() || step.method().equals("POST") || step.method().equals("PUT")) {
      fields.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    }
    return request;
  }

  /** A variable may hold what a server sent, which must not make lines of its own. */
  private static String visible(final String uri) {
    final StringBuilder shown = new StringBuilder();
    uri.chars().filter(c -> c > ' ' && c != 0x7f).forEach(c -> shown.append((char) c));
    return shown.isEmpty() ? "/" : shown.toString();
  }

  private static String oneLine(final String value) {
    final StringBuilder shown = new StringBuilder();
    value.chars().forEach(c -> shown.append(c >= ' ' && c != 0x7f ? (char) c : ' '));
    return shown.toString();
  }
}
