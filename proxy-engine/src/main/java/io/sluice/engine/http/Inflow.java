package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.sluice.engine.transport.BulkWay;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Worker;

/**
 * What came from one connection and is not used yet: a window on the worker's read buffer, or on
 * what was kept of it. Confined to its worker.
 *
 * <p>A read is made only when the window is empty, so no more than one read is ever held. What is
 * left in the window when its handler is done, or when another connection wants the read buffer, is
 * copied: {@link #park}.
 */
final class Inflow {
  /** A head, and a small body with it. Of a large one the rest need not be copied. */
  private static final int HEAD_READ_BYTES = 16 * 1024;

  /** A head alone, as far as one can know. */
  private static final int BULK_HEAD_READ_BYTES = 4 * 1024;

  private final HttpWorker http;
  private final Worker worker;
  private Connection source;
  private ByteBuf kept;
  private ByteBuf window;
  private int from;
  private int to;
  private long received;

  Inflow(final HttpWorker http) {
    this.http = http;
    worker = http.worker();
  }

  /** Takes bytes from this connection from now on; there are none yet. */
  void begin(final Connection connection) {
    source = connection;
    received = 0;
  }

  boolean hasBytes() {
    return from < to;
  }

  /** How many bytes are at hand. */
  int size() {
    return to - from;
  }

  /** Where the bytes at hand begin in memory. */
  long address() {
    return window.memoryAddress() + from;
  }

  /** The buffer that they are in, whose own indices mean nothing. */
  ByteBuf window() {
    return window;
  }

  /** The index of the first byte at hand. */
  int from() {
    return from;
  }

  /** Behind the last byte at hand. */
  int to() {
    return to;
  }

  /** All bytes that ever came. */
  long received() {
    return received;
  }

  /** Whether there are bytes at hand, or a read may find some, or the end. */
  boolean isReadable() {
    return from < to || source.readable();
  }

  /**
   * Whether a close would leave bytes unread, and so be an RST. What is not at hand may be lost by
   * asking.
   */
  boolean hasUnread() {
    if (from < to || source.isRegistered()) {
      return isReadable();
    }
    http.claimReadBuffer(this);
    return source.hasUnread(worker.readAddress(), worker.readBytes());
  }

  /**
   * Makes sure that there are bytes at hand.
   *
   * @return more than 0: there are; else {@link Connection#WOULD_BLOCK}, {@link Connection#ENDED}
   *     or {@link Connection#RESET}
   */
  int fill() {
    return fill(worker.readBytes());
  }

  /**
   * The same where a head is to come. What is behind it in a large body waits in the socket.
   *
   * @param beforeBulk whether such a body is likely
   */
  int fillHead(final boolean beforeBulk) {
    final int wanted = beforeBulk ? BULK_HEAD_READ_BYTES : HEAD_READ_BYTES;
    return fill(Math.min(wanted, worker.readBytes()));
  }

  private int fill(final int mostBytes) {
    if (from < to) {
      return to - from;
    }
    if (!source.readable()) {
      return Connection.WOULD_BLOCK;
    }
    http.claimReadBuffer(this);
    final int read = source.read(worker.readAddress(), mostBytes);
    if (read > 0) {
      window = worker.readBuffer();
      from = 0;
      to = read;
      received += read;
    }
    return read;
  }

  /** The most that {@link #fill} reads at once, bytes. */
  int mostRead() {
    return worker.readBytes();
  }

  /**
   * Lets bytes go past, from the source to a pipe; there are none at hand.
   *
   * @return as {@link BulkWay#fill}
   */
  int pass(final BulkWay bulk, final Connection sink, final long most) {
    if (!source.readable()) {
      return Connection.WOULD_BLOCK;
    }
    final int passed = bulk.fill(source, sink, most);
    if (passed > 0) {
      received += passed;
    }
    return passed;
  }

  /**
   * Finds out whether there is more than was let past: that was asked for as much as there was to
   * come, and does not tell. A connection that is taken for readable could not be kept.
   */
  void lookFurther() {
    final int _ = fill();
  }

  /**
   * Reads more behind the bytes at hand, for those few that must be seen together.
   *
   * @return as {@link #fill}; 0 also where there is no more room
   */
  int fillMore(final int mostBytes) {
    if (from == to) {
      return fill();
    }
    park();
    final int room = mostBytes - (to - from);
    if (room <= 0 || !source.readable()) {
      return Connection.WOULD_BLOCK;
    }
    http.claimReadBuffer(this);
    final int read = source.read(worker.readAddress(), Math.min(room, worker.readBytes()));
    if (read > 0) {
      received += read;
      final ByteBuf more = worker.keepRoom(to - from + read);
      more.writeBytes(kept, from, to - from).writeBytes(worker.readBuffer(), 0, read);
      worker.drop(kept);
      kept = more;
      window = more;
      to = to - from + read;
      from = 0;
    }
    return read;
  }

  /** Uses up the first bytes at hand. */
  void consume(final int bytes) {
    from += bytes;
    if (from == to && kept != null) {
      drop();
    }
  }

  /** The read buffer is another's from now on: what is left is copied. */
  void park() {
    if (from < to && kept == null) {
      kept = worker.keepCopy(address(), to - from);
      window = kept;
      to -= from;
      from = 0;
    }
  }

  /** Gives away what is left, for {@link Worker#drop}; null: nothing is. */
  ByteBuf takeKept() {
    park();
    final ByteBuf left = kept == null ? null : kept.readerIndex(from);
    kept = null;
    from = 0;
    to = 0;
    return left;
  }

  /** Throws away what is left. */
  void drop() {
    if (kept != null) {
      worker.drop(kept);
      kept = null;
    }
    from = 0;
    to = 0;
  }
}
