package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.sluice.engine.http1.ChunkedBody;
import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.Parse;
import io.sluice.engine.sample.Payload;

/** Copies what is here of a body for rules to look at. Without state. */
final class BodyView {
  private BodyView() {}

  /**
   * Shows a part of a buffer, without the framing of chunks.
   *
   * @param buffer null where from equals to
   * @param length of the body, where it is known
   * @param isAll whether no more will come
   */
  static void show(
      final Payload payload,
      final ByteBuf buffer,
      final int from,
      final int to,
      final Framing framing,
      final long length,
      final Limits limits,
      final boolean isAll) {
    payload.clear();
    payload.bytes = new byte[to - from];
    payload.full = to - from >= limits.maxHeadBytes();
    payload.whole = isAll;
    switch (framing) {
      case NONE -> payload.whole = true;
      case LENGTH -> {
        copy(payload, buffer, from, (int) Math.min(to - from, length));
        payload.whole |= payload.length == length;
      }
      case UNTIL_CLOSE -> copy(payload, buffer, from, to - from);
      case CHUNKED -> payload.whole |= unframe(payload, buffer, from, to, limits);
    }
  }

  private static void copy(
      final Payload payload, final ByteBuf buffer, final int from, final int length) {
    if (length > 0) {
      buffer.getBytes(from, payload.bytes, payload.length, length);
      payload.length += length;
    }
  }

  /** Returns whether the last chunk is among them, or they are wrong. */
  private static boolean unframe(
      final Payload payload,
      final ByteBuf buffer,
      final int from,
      final int to,
      final Limits limits) {
    final ChunkedBody chunks = new ChunkedBody(limits);
    chunks.begin(ChunkedBody.Mode.DATA);
    Parse parse = Parse.NEED_MORE;
    for (int at = from; parse == Parse.NEED_MORE && at < to; at = chunks.position()) {
      parse = chunks.read(buffer, at, to);
      copy(payload, buffer, chunks.runFrom(), chunks.runTo() - chunks.runFrom());
    }
    return parse != Parse.NEED_MORE;
  }
}
