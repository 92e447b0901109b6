package io.sluice.engine.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Netty's decoder makes of what comes on a connection. */
final class NettyReading {
  private final List<Message> messages = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();
  private HttpMessage head;
  private Throwable failure;

  private NettyReading() {}

  /**
   * Reads requests.
   *
   * @param isStrict whether lines must end with CR LF
   */
  static NettyReading requests(final String input, final boolean isStrict) {
    return new NettyReading().read(new HttpRequestDecoder(config(isStrict)), input);
  }

  /** Reads responses to GET, and the end of the connection behind them. */
  static NettyReading responses(final String input, final boolean isStrict) {
    return new NettyReading().read(new HttpResponseDecoder(config(isStrict)), input);
  }

  private static HttpDecoderConfig config(final boolean isStrict) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(64 * 1024)
        .setMaxHeaderSize(64 * 1024)
        .setMaxChunkSize(64 * 1024)
        .setAllowDuplicateContentLengths(true)
        .setStrictLineParsing(isStrict);
  }

  private NettyReading read(final ChannelHandler decoder, final String input) {
    final EmbeddedChannel channel = new EmbeddedChannel(decoder);
    channel.writeInbound(Unpooled.wrappedBuffer(input.getBytes(ISO_8859_1)));
    drain(channel);
    channel.finish();
    drain(channel);
    if (head != null) {
      endMessage(false);
    }
    return this;
  }

  private void drain(final EmbeddedChannel channel) {
    for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
      // Behind a 101 it hands on bytes.
      if (read instanceof final HttpObject part) {
        note(part);
      }
      ReferenceCountUtil.release(read);
    }
  }

  private void note(final HttpObject part) {
    if (part.decoderResult().isFailure() && failure == null) {
      failure = part.decoderResult().cause();
    }
    if (failure == null) {
      take(part);
    }
  }

  private void take(final HttpObject part) {
    if (part instanceof final HttpMessage message) {
      head = message;
      body.setLength(0);
    }
    if (part instanceof final HttpContent content) {
      body.append(content.content().toString(ISO_8859_1));
    }
    if (part instanceof LastHttpContent) {
      endMessage(true);
    }
  }

  private void endMessage(final boolean whole) {
    messages.add(new Message(first(), fields(head.headers()), body.toString(), whole, true));
    head = null;
  }

  private String first() {
    return head instanceof final HttpRequest request
        ? request.method().name() + " " + request.uri()
        : Integer.toString(((HttpResponse) head).status().code());
  }

  private static List<String> fields(final HttpHeaders headers) {
    final List<String> fields = new ArrayList<>();
    for (final Map.Entry<String, String> field : headers) {
      fields.add(field.getKey() + ": " + field.getValue());
    }
    return fields;
  }

  List<Message> messages() {
    return messages;
  }

  /** Why it could not go on, or null. */
  Throwable failure() {
    return failure;
  }

  @Override
  public String toString() {
    return messages + (failure == null ? "" : " " + failure);
  }
}
