package io.sluice.health.sequence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a server sent since it was last sent something: bytes, or the body of a response and its
 * head. Confined to the check loop; bytes beyond 64 KiB are left out.
 */
final class Received {
  static final int MAX_BYTES = 65_536;

  private final StringBuilder bytes = new StringBuilder();
  private HttpResponse head; // null: none yet
  private boolean whole;

  void clear() {
    bytes.setLength(0);
    head = null;
    whole = false;
  }

  /** Each byte as one character. */
  void add(final ByteBuf part) {
    final int taken = Math.min(part.readableBytes(), MAX_BYTES - bytes.length());
    bytes.append(part.toString(part.readerIndex(), taken, ISO_8859_1));
    whole |= bytes.length() == MAX_BYTES;
  }

  void head(final HttpResponse response) {
    head = response;
  }

  /** No more comes, or no more is looked at. */
  void end() {
    whole = true;
  }

  boolean isWhole() {
    return whole;
  }

  boolean hasHead() {
    return head != null;
  }

  int code() {
    return head.status().code();
  }

  String reason() {
    return head.status().reasonPhrase();
  }

  String text() {
    return bytes.toString();
  }

  int length() {
    return bytes.length();
  }

  /** The values of all fields whose name is one of those that are wanted. */
  List<String> values(final Predicate<String> name) {
    final List<String> values = new ArrayList<>();
    final HttpHeaders fields = head.headers();
    fields.forEach(field -> {
      if (name.test(field.getKey())) {
        values.add(field.getValue());
      }
    });
    return values;
  }
}
