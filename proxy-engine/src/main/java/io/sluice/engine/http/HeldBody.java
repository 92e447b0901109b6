package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import io.sluice.engine.http1.ChunkedBody;
import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.Limits;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.transport.Worker;

/**
 * The body of a request on its way to the server, of which a copy is kept as long as it fits: for a
 * server that is not chosen yet, or for another try. Confined to its worker.
 */
final class HeldBody implements Sink {
  private final Worker worker;
  private final Outflow server;
  private ByteBuf copy;
  private Limits limits = Limits.DEFAULT;
  private boolean connected;
  private boolean whole;

  HeldBody(final Worker worker, final Outflow server) {
    this.worker = worker;
    this.server = server;
  }

  /**
   * Begins to keep what comes.
   *
   * @param mostBytes of the request, as much as of whose head is kept (HAProxy {@code
   *     tune.bufsize})
   */
  void begin(final Limits mostBytes) {
    limits = mostBytes;
    connected = false;
    whole = true;
  }

  /** Whether everything that came so far is here. */
  boolean isWhole() {
    return whole;
  }

  /** Whether no more fits. */
  boolean isFull() {
    return size() == limits.maxHeadBytes();
  }

  int size() {
    return copy == null ? 0 : copy.readableBytes();
  }

  /** What is kept; null: nothing. */
  ByteBuf copy() {
    return copy;
  }

  /**
   * Copies what is kept for rules to look at, without the framing of chunks.
   *
   * @param isAll whether it is the whole body
   */
  void fill(final Payload payload, final Framing framing, final boolean isAll) {
    // The last read of a body of known length is known as the last by the one who read it.
    BodyView.show(payload, copy, 0, size(), framing, Long.MAX_VALUE, limits, isAll);
  }

  /** A server is there: it is given what came so far, and then what comes. */
  void connect() {
    connected = true;
    if (copy != null) {
      server.write(copy.memoryAddress(), copy.readableBytes());
    }
  }

  /** There is no server any more, but there may be another. */
  void disconnect() {
    connected = false;
  }

  @Override
  public void write(final long address, final int length) {
    if (whole) {
      keep(address, length);
    }
    if (connected) {
      server.write(address, length);
    }
  }

  @Override
  public void writeTail(final ChunkedBody chunks) {
    final ByteBuf tail = worker.keepRoom(chunks.mostTailBytes());
    chunks.writeTail(tail);
    write(tail.memoryAddress(), tail.readableBytes());
    worker.drop(tail);
  }

  private void keep(final long address, final int length) {
    if (size() + length > limits.maxHeadBytes()) {
      // Without a server nothing more is asked for when this is full: see hasPending.
      drop();
      return;
    }
    if (copy == null) {
      copy = worker.keepRoom(limits.maxHeadBytes());
    }
    PlatformDependent.copyMemory(address, copy.memoryAddress() + copy.writerIndex(), length);
    copy.writerIndex(copy.writerIndex() + length);
  }

  @Override
  public int room() {
    return connected ? Integer.MAX_VALUE : limits.maxHeadBytes() - size();
  }

  @Override
  public boolean hasPending() {
    return connected ? server.hasPending() : isFull();
  }

  /** The server, once no copy is kept any more. */
  @Override
  public Outflow direct() {
    return connected && !whole ? server : null;
  }

  @Override
  public boolean isBroken() {
    return connected && server.isBroken();
  }

  @Override
  public void flush() {
    if (connected) {
      server.flush();
    }
  }

  /** Forgets what is kept; from now on no more than the server has is known. */
  void drop() {
    whole = false;
    if (copy != null) {
      worker.drop(copy);
      copy = null;
    }
  }
}
