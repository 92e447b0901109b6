package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import io.sluice.config.ZeroCopy;
import io.sluice.engine.http1.ChunkedBody;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses a body on its way to a client. Confined to its worker, used for one body after the
 * other.
 *
 * <p>What the server has sent so far reaches the client without waiting for more: when the source
 * has no more, what is in the compressor is flushed. Only the end of the body writes gzip's trailer
 * and the last chunk; without them a body that was cut is seen to be.
 *
 * <p>Source: RFC 1952; RFC 9112 section 7.1.
 */
final class GzipSink implements Sink {
  /** HAProxy's default: the loop's time is everybody's. */
  private static final int LEVEL = 1;

  /** Room for the size of a chunk and its line end, before the data. */
  private static final int DATA = 8;

  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

  /** Room behind the data: its line end, and the last chunk. */
  private static final int BEHIND = 2 + LAST_CHUNK.length;

  /** A flush must find that much room, or it is repeated (zlib). */
  private static final int LEAST_ROOM = 16;

  /** Deflate, no flags, no time, fastest, of no known system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};

  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final Deflater deflater = new Deflater(LEVEL, true);
  private final CRC32 crc = new CRC32();
  private final long inAddress;
  private final long outAddress;
  private final ByteBuffer in;
  private final ByteBuffer out;
  private Sink sink;
  private boolean chunked;
  private boolean started;
  private boolean unflushed;
  private int turnBytes;

  /**
   * @param in where others work as well, between two turns
   * @param out the same
   */
  GzipSink(final ByteBuf in, final ByteBuf out) {
    inAddress = in.memoryAddress();
    outAddress = out.memoryAddress();
    this.in = in.nioBuffer(0, in.capacity());
    this.out = out.nioBuffer(0, out.capacity()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Begins a body. */
  void begin(final boolean inChunks) {
    deflater.reset();
    crc.reset();
    chunked = inChunks;
    started = false;
    unflushed = false;
  }

  /** Moves what can be moved in one turn, and ends the stream where the body ends. */
  Moved move(final Body body, final Inflow from, final Sink to) {
    sink = to;
    turnBytes = 0;
    clearOut();
    final Moved moved = body.move(from, this, ZeroCopy.OFF);
    switch (moved) {
      case DONE -> finish();
      case WAITS_FOR_SOURCE, ENDED, RESET, REFUSED -> {
        flushDeflater();
        emit(false);
      }
      case WAITS_FOR_SINK, YIELDS, SINK_BROKE -> emit(false);
    }
    return moved;
  }

  @Override
  public int room() {
    return GzipPool.IN_BYTES - turnBytes;
  }

  @Override
  public void write(final long address, final int length) {
    if (length == 0) {
      return;
    }
    start();
    PlatformDependent.copyMemory(address, inAddress, length);
    crc.update(in.clear().limit(length));
    deflater.setInput(in.rewind());
    while (!deflater.needsInput()) {
      deflate(Deflater.NO_FLUSH);
    }
    turnBytes += length;
    unflushed = true;
  }

  private void start() {
    if (!started) {
      started = true;
      out.put(HEADER);
    }
  }

  private void deflate(final int flush) {
    if (out.remaining() < LEAST_ROOM) {
      emit(false);
    }
    deflater.deflate(out, flush);
  }

  private void flushDeflater() {
    if (unflushed) {
      unflushed = false;
      do {
        deflate(Deflater.SYNC_FLUSH);
      } while (!out.hasRemaining());
    }
  }

  private void finish() {
    start();
    deflater.finish();
    while (!deflater.finished()) {
      deflate(Deflater.NO_FLUSH);
    }
    if (out.remaining() < LEAST_ROOM) {
      emit(false);
    }
    out.putInt((int) crc.getValue()).putInt((int) deflater.getBytesRead());
    emit(true);
  }

  private void clearOut() {
    out.clear().position(DATA).limit(out.capacity() - BEHIND);
  }

  /** Passes on what was made, as a chunk where the client takes chunks. */
  private void emit(final boolean last) {
    final int length = out.position() - DATA;
    if (length == 0) {
      return;
    }
    int from = DATA;
    if (chunked) {
      out.limit(out.capacity());
      out.put((byte) '\r').put((byte) '\n');
      out.put(--from, (byte) '\n').put(--from, (byte) '\r');
      for (int rest = length; rest > 0; rest >>>= 4) {
        out.put(--from, DIGITS[rest & 15]);
      }
      if (last) {
        out.put(LAST_CHUNK);
      }
    }
    sink.write(outAddress + from, out.position() - from);
    clearOut();
  }

  /** Trailers are of the message as it came; the body has none. */
  @Override
  public void writeTail(final ChunkedBody chunks) {}

  @Override
  public boolean hasPending() {
    return sink.hasPending();
  }

  @Override
  public boolean isBroken() {
    return sink.isBroken();
  }

  @Override
  public void flush() {
    sink.flush();
  }

  /** Its worker ends. */
  void close() {
    deflater.end();
  }
}
