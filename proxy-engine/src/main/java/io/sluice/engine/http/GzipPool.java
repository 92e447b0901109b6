package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The compressors of one worker, and the two buffers that they share: one is at work at a time.
 * Confined to its worker.
 *
 * <p>A compressor takes some 270 KiB outside the heap. They are made when they are needed, up to
 * {@link #MOST}, and kept until the worker ends.
 */
final class GzipPool {
  /** Responses that are compressed at the same time. */
  static final int MOST = 64;

  /** What is compressed in one turn, and so in one go. */
  static final int IN_BYTES = 64 * 1024;

  static final int OUT_BYTES = 32 * 1024;

  private final List<GzipSink> made = new ArrayList<>();
  private final ArrayDeque<GzipSink> idle = new ArrayDeque<>(MOST);

  /** Null, both: nothing was compressed yet. */
  private ByteBuf in;

  private ByteBuf out;

  /** One that nobody uses; null: all are in use. */
  GzipSink take() {
    final GzipSink pooled = idle.poll();
    return pooled == null && made.size() < MOST ? make() : pooled;
  }

  private GzipSink make() {
    if (in == null) {
      in = ByteBufAllocator.DEFAULT.directBuffer(IN_BYTES, IN_BYTES);
      out = ByteBufAllocator.DEFAULT.directBuffer(OUT_BYTES, OUT_BYTES);
    }
    final GzipSink more = new GzipSink(in, out);
    made.add(more);
    return more;
  }

  void giveBack(final GzipSink sink) {
    idle.push(sink);
  }

  /** Frees all that there are, those in use included. */
  void close() {
    made.forEach(GzipSink::close);
    if (in != null) {
      in.release();
      out.release();
    }
  }
}
