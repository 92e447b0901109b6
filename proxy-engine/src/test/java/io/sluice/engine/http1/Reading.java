package io.sluice.engine.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what comes on a connection as a proxy does, message after message, and keeps what it read
 * and what would go to the other side. Latin 1 stands for bytes.
 */
final class Reading {
  private enum Part {
    HEAD,
    LENGTH,
    CHUNKS,
    REST,
    CLOSED
  }

  private final Method requestMethod;
  private final RequestHead request;
  private final ResponseHead response;
  private final ChunkedBody framed;
  private final ChunkedBody data;
  private final List<Message> messages = new ArrayList<>();
  private final StringBuilder forwarded = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private Part part = Part.HEAD;
  private long left;
  private Refusal refusal;
  private boolean inHead;

  private Reading(final Limits limits, final Method requestMethod) {
    this.requestMethod = requestMethod;
    request = new RequestHead(limits);
    response = new ResponseHead(limits);
    framed = new ChunkedBody(limits);
    data = new ChunkedBody(limits);
  }

  /** Reads requests that come in the given pieces. */
  static Reading requests(final String... pieces) {
    return requests(Limits.DEFAULT, pieces);
  }

  static Reading requests(final Limits limits, final String... pieces) {
    return new Reading(limits, null).readAll(pieces);
  }

  /** Reads responses to requests of one method. */
  static Reading responses(final Method method, final String... pieces) {
    return new Reading(Limits.DEFAULT, method).readAll(pieces);
  }

  /** Reads requests or responses cut in two at a place. */
  static Reading split(final Method method, final String input, final int at) {
    return new Reading(Limits.DEFAULT, method).readAll(input.substring(0, at), input.substring(at));
  }

  /** Reads requests or responses that come byte by byte. */
  static Reading bytewise(final Method method, final String input) {
    return new Reading(Limits.DEFAULT, method).readAll(input.split("(?s)(?<=.)"));
  }

  private Reading readAll(final String... pieces) {
    begin();
    for (final String piece : pieces) {
      final ByteBuf bytes = Unpooled.wrappedBuffer(piece.getBytes(ISO_8859_1));
      int at = 0;
      while (refusal == null && part != Part.CLOSED && at < bytes.writerIndex()) {
        at = read(bytes, at, bytes.writerIndex());
      }
    }
    if (refusal == null && part != Part.HEAD && part != Part.CLOSED) {
      endMessage(part == Part.REST);
    }
    return this;
  }

  List<Message> messages() {
    return messages;
  }

  Message message() {
    if (messages.size() != 1 || refusal != null) {
      throw new AssertionError("not one message: " + this);
    }
    return messages.getFirst();
  }

  /** Why it was refused, or null. */
  Refusal refusal() {
    return refusal;
  }

  /** What would go to the other side; after a refusal of a body, without what it is part of. */
  String forwarded() {
    return forwarded.toString();
  }

  /** Whether it ends within a head. */
  boolean endsInHead() {
    return inHead;
  }

  private MessageHead head() {
    return requestMethod == null ? request : response;
  }

  private void begin() {
    part = Part.HEAD;
    body.setLength(0);
    if (requestMethod == null) {
      request.clear();
    } else {
      response.begin(requestMethod);
    }
  }

  private int read(final ByteBuf bytes, final int at, final int to) {
    return switch (part) {
      case HEAD -> readHead(bytes, at, to);
      case LENGTH -> readLength(bytes, at, to);
      case CHUNKS -> readChunks(bytes, at, to);
      case REST -> readRest(bytes, at, to);
      case CLOSED -> to;
    };
  }

  private int readHead(final ByteBuf bytes, final int at, final int to) {
    final Parse result = head().feed(bytes, at, to);
    final int behind = at + head().consumed();
    inHead = result == Parse.NEED_MORE && head().isStarted();
    if (result == Parse.REFUSED) {
      refusal = head().refusal();
    } else if (result == Parse.DONE) {
      forwarded.append(written(head()));
      beginBody();
    }
    return behind;
  }

  private void beginBody() {
    switch (head().framing()) {
      case NONE -> endMessage(true);
      case LENGTH -> {
        part = Part.LENGTH;
        left = head().contentLength();
      }
      case CHUNKED -> {
        part = Part.CHUNKS;
        framed.begin(ChunkedBody.Mode.FRAMED);
        data.begin(ChunkedBody.Mode.DATA);
      }
      case UNTIL_CLOSE -> part = Part.REST;
    }
  }

  private int readLength(final ByteBuf bytes, final int at, final int to) {
    final int length = (int) Math.min(left, to - at);
    passOn(bytes, at, at + length);
    left -= length;
    if (left == 0) {
      endMessage(true);
    }
    return at + length;
  }

  private int readRest(final ByteBuf bytes, final int at, final int to) {
    passOn(bytes, at, to);
    return to;
  }

  private void passOn(final ByteBuf bytes, final int at, final int to) {
    final String run = bytes.toString(at, to - at, ISO_8859_1);
    body.append(run);
    forwarded.append(run);
  }

  private int readChunks(final ByteBuf bytes, final int from, final int to) {
    final int behind = run(framed, forwarded, bytes, from, to);
    final int dataBehind = run(data, body, bytes, from, to);
    if (behind != dataBehind || framed.refusal() != data.refusal()) {
      throw new AssertionError("the modes read differently");
    }
    refusal = framed.refusal();
    if (behind >= 0) {
      if (framed.hasTail()) {
        forwarded.append(tail());
      }
      endMessage(true);
      return behind;
    }
    return to;
  }

  /** Returns where the body ends, or -1: not yet. */
  private static int run(
      final ChunkedBody chunks,
      final StringBuilder sink,
      final ByteBuf bytes,
      final int from,
      final int to) {
    int at = from;
    Parse result;
    do {
      result = chunks.read(bytes, at, to);
      sink.append(bytes.toString(chunks.runFrom(), chunks.runTo() - chunks.runFrom(), ISO_8859_1));
      at = chunks.position();
    } while (result == Parse.NEED_MORE && at < to);
    return result == Parse.DONE ? at : -1;
  }

  private String tail() {
    final ByteBuf out = Unpooled.buffer();
    framed.writeTail(out);
    if (out.readableBytes() > framed.mostTailBytes()) {
      throw new AssertionError("the tail is longer than it says");
    }
    return out.toString(ISO_8859_1);
  }

  private void endMessage(final boolean whole) {
    // Behind a 101 another protocol is spoken.
    final boolean switches = requestMethod != null && response.status() == 101;
    final boolean goesOn = head().keepsAlive() && part != Part.REST && !switches;
    messages.add(new Message(first(), fields(head()), body.toString(), whole, goesOn));
    if (goesOn) {
      begin();
    } else {
      part = Part.CLOSED;
    }
  }

  private String first() {
    return requestMethod == null
        ? text(request, request.methodStart(), request.methodEnd())
            + " "
            + text(request, request.targetStart(), request.targetEnd())
        : Integer.toString(response.status());
  }

  /** The fields that are not deleted. */
  static List<String> fields(final Fields fields) {
    final List<String> all = new ArrayList<>();
    for (int i = 0; i < fields.fieldCount(); i++) {
      if (!fields.isDeleted(i)) {
        all.add(
            text(fields, fields.nameStart(i), fields.nameEnd(i))
                + ": "
                + text(fields, fields.valueStart(i), fields.valueEnd(i)));
      }
    }
    return all;
  }

  static String text(final Fields fields, final int from, final int to) {
    return new String(fields.bytes(), from, to - from, ISO_8859_1);
  }

  /** A head as it goes out. */
  static String written(final MessageHead head) {
    final ByteBuf out = Unpooled.buffer();
    final int written = head.writeTo(out);
    if (written != out.readableBytes() || written > head.mostWrittenBytes()) {
      throw new AssertionError("the head is longer than it says");
    }
    return out.toString(ISO_8859_1);
  }

  @Override
  public String toString() {
    return messages + (refusal == null ? "" : " " + refusal) + (inHead ? " in head" : "");
  }
}
