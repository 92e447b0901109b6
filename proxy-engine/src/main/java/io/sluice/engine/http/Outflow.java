package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import io.sluice.engine.http1.ChunkedBody;
import io.sluice.engine.transport.BulkWay;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Worker;

/**
 * The way of bytes to one connection. Confined to its worker.
 *
 * <p>A head and what follows it closely are gathered in the worker's one out buffer and leave in
 * one send, at {@link #flush} at the latest. It takes whatever it is given; what the connection
 * does not take is kept, and as long as it is kept nobody should give it more. Bulk that is let
 * past is kept in a pipe, before what is given behind it.
 */
final class Outflow implements Sink {
  /** What is copied to go out with what is gathered already; more goes out by itself. */
  private static final int GATHER_BYTES = 16 * 1024;

  private final HttpWorker http;
  private final Worker worker;
  private Connection sink;
  private ByteBuf pending;
  private final BulkWay bulk;
  private boolean broken;
  private long written;

  Outflow(final HttpWorker http) {
    this.http = http;
    worker = http.worker();
    bulk = new BulkWay(worker);
  }

  /** Gives bytes to this connection from now on; there are none yet. */
  void begin(final Connection connection) {
    sink = connection;
    broken = false;
    written = 0;
  }

  /** Whether it is the connection's turn to take what is kept for it. */
  @Override
  public boolean hasPending() {
    return pending != null || bulk.hasPending();
  }

  @Override
  public Outflow direct() {
    return this;
  }

  /** How bulk goes. */
  BulkWay bulk() {
    return bulk;
  }

  /**
   * Lets bytes go past, behind what was gathered.
   *
   * @return as {@link BulkWay#fill}; or {@link BulkWay#COPY}: they would have to wait
   */
  int pass(final Inflow in, final long most) {
    flush();
    if (hasPending() || broken) {
      return BulkWay.COPY;
    }
    final int passed = in.pass(bulk, sink, most);
    if (passed > 0) {
      drainPipe();
    }
    return passed;
  }

  private void drainPipe() {
    final int taken = bulk.drain(sink);
    if (taken == Connection.RESET) {
      breakOff();
    } else {
      written += taken;
    }
  }

  /** Whether the connection takes no more; what it is given is lost. */
  @Override
  public boolean isBroken() {
    return broken;
  }

  /** All bytes that the connection ever took. */
  long written() {
    return written;
  }

  /** The out buffer, to append a head to; it leaves by {@link #flush}. */
  ByteBuf gather() {
    return http.claimOutBuffer(this);
  }

  /** Gives bytes; they are taken from memory before this returns. */
  @Override
  public void write(final long address, final int length) {
    if (broken || length == 0) {
      return;
    }
    if (hasPending()) {
      append(address, length);
      return;
    }
    final ByteBuf out = http.outBufferOf(this);
    if (out != null && out.isReadable()) {
      if (length <= GATHER_BYTES) {
        out.ensureWritable(length);
        PlatformDependent.copyMemory(address, out.memoryAddress() + out.writerIndex(), length);
        out.writerIndex(out.writerIndex() + length);
        return;
      }
      flush();
      if (broken || hasPending()) {
        write(address, length);
        return;
      }
    }
    send(address, length);
  }

  @Override
  public void writeTail(final ChunkedBody chunks) {
    final ByteBuf out = gather();
    out.ensureWritable(chunks.mostTailBytes());
    chunks.writeTail(out);
  }

  /** Gives bytes that are not in memory of their own. */
  void write(final byte[] bytes, final int length) {
    gather().writeBytes(bytes, 0, length);
  }

  /** Gives away what is kept and gathered, for {@link Worker#drop}; null: nothing is. */
  ByteBuf takePending() {
    flush();
    final ByteBuf left = pending;
    pending = null;
    return left;
  }

  @Override
  public void holdForEnd() {
    final ByteBuf out = http.outBufferOf(this);
    if (!hasPending() && out != null && out.isReadable()) {
      sink.holdForEnd();
    }
  }

  /** Sends what was gathered, and what is kept. */
  @Override
  public void flush() {
    final ByteBuf out = http.outBufferOf(this);
    if (out != null && out.isReadable()) {
      final long address = out.memoryAddress() + out.readerIndex();
      final int length = out.readableBytes();
      out.clear();
      if (hasPending()) {
        append(address, length);
      } else if (!broken) {
        send(address, length);
      }
      return;
    }
    if (bulk.hasPending() && sink.writable()) {
      drainPipe();
    }
    if (pending != null && !bulk.hasPending() && sink.writable()) {
      sendPending();
    }
  }

  private void send(final long address, final int length) {
    final int taken = sink.writable() ? sink.write(address, 0, length) : 0;
    if (taken == Connection.RESET) {
      breakOff();
      return;
    }
    written += taken;
    if (taken < length) {
      pending = worker.keepCopy(address + taken, length - taken);
    }
  }

  private void sendPending() {
    final int from = pending.readerIndex();
    final int taken = sink.write(pending.memoryAddress(), from, pending.writerIndex());
    if (taken == Connection.RESET) {
      breakOff();
      return;
    }
    written += taken;
    pending.readerIndex(from + taken);
    if (!pending.isReadable()) {
      drop();
    }
  }

  /** Something small behind what is kept, such as the end of a body. */
  private void append(final long address, final int length) {
    if (pending == null) {
      pending = worker.keepCopy(address, length);
      return;
    }
    final int before = pending.readableBytes();
    final ByteBuf more = worker.keepRoom(before + length);
    more.writeBytes(pending, before);
    PlatformDependent.copyMemory(address, more.memoryAddress() + before, length);
    worker.drop(pending);
    pending = more.writerIndex(before + length);
  }

  /** The connection is known to take no more. */
  void breakOff() {
    broken = true;
    drop();
  }

  /** Throws away what is kept or gathered. */
  void drop() {
    final ByteBuf out = http.outBufferOf(this);
    if (out != null) {
      out.clear();
    }
    if (pending != null) {
      worker.drop(pending);
      pending = null;
    }
    bulk.drop();
  }
}
