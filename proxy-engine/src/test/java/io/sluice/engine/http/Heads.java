package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.MessageHead;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import java.nio.charset.StandardCharsets;

/** Heads from text, and text from heads. */
final class Heads {
  private Heads() {}

  /** A GET with these fields, each without its line end. */
  static RequestHead request(final String version, final String... fields) {
    final RequestHead head = new RequestHead(Limits.DEFAULT);
    head.clear();
    final ByteBuf text = text("GET / " + version + "\r\nHost: a\r\n", fields);
    assertThat(head.feed(text, 0, text.writerIndex())).isEqualTo(Parse.DONE);
    return head;
  }

  /** A response with this status line and these fields. */
  static ResponseHead response(final Method method, final String line, final String... fields) {
    final ResponseHead head = new ResponseHead(Limits.DEFAULT);
    head.begin(method);
    final ByteBuf text = text(line + "\r\n", fields);
    assertThat(head.feed(text, 0, text.writerIndex())).isEqualTo(Parse.DONE);
    return head;
  }

  private static ByteBuf text(final String line, final String... fields) {
    final StringBuilder all = new StringBuilder(line);
    for (final String field : fields) {
      all.append(field).append("\r\n");
    }
    return Unpooled.copiedBuffer(all.append("\r\n"), StandardCharsets.ISO_8859_1);
  }

  /** What it is as it goes on. */
  static String written(final MessageHead head) {
    final ByteBuf out = Unpooled.buffer();
    head.writeTo(out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
