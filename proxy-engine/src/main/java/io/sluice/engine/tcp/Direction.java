package io.sluice.engine.tcp;

import io.netty.buffer.ByteBuf;
import io.sluice.config.ZeroCopy;
import io.sluice.engine.transport.BulkWay;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Worker;

/**
 * One way of a session: bytes from a source to a sink, in order, until the source ends. Confined to
 * the session's worker.
 *
 * <p>A read goes through the worker's own buffer straight to the sink; only what the sink does not
 * take is kept, one read at most, and as long as it is kept the source is not read. So a side that
 * does not read costs at most that much memory, and an idle session none. Bulk goes by a {@link
 * BulkWay} instead, where a pipe is what keeps it.
 *
 * <pre>
 *   OPEN ──FIN read──► ENDED ──all written──► SHUT   (FIN passed on)
 *    ├────RST read──► CUT                            (RST is passed on when all is written)
 *    ├──rules say no► REFUSED                        (nothing is passed on)
 *    └──sink broken─► BROKEN                         (what is left is dropped)
 * </pre>
 *
 * <p>It keeps no state in the sockets' buffers and holds no read back, so at any moment between two
 * calls of {@link #pump} another mover can go on where it stopped.
 */
final class Direction {
  private enum State {
    OPEN,
    ENDED,
    SHUT,
    CUT,
    REFUSED,
    BROKEN
  }

  /** Reads in one go, before other sessions get their turn. */
  private static final int READS_PER_TURN = 16;

  /** What is read at most meanwhile. */
  private static final long TURN_BYTES = (long) READS_PER_TURN * Worker.READ_BYTES;

  private final Worker worker;
  private final Connection source;
  private final Connection sink;
  private State state = State.OPEN;
  private ByteBuf pending;
  private final BulkWay bulk;

  /** Who judges the first bytes; null: nobody, or they have passed. */
  private ResponseGate gate;

  /** Whether the sink's last bytes wait for their FIN. */
  private boolean held;

  private long readBytes;
  private long writtenBytes;
  private long activeNanos;

  Direction(
      final Worker worker, final ZeroCopy how, final Connection source, final Connection sink) {
    this.worker = worker;
    this.source = source;
    this.sink = sink;
    bulk = new BulkWay(worker);
    bulk.begin(how);
  }

  /** The first bytes pass only where this one lets them. */
  void judgeFirst(final ResponseGate judge) {
    gate = judge;
  }

  /** Whether they were not let pass. */
  boolean isRefused() {
    return state == State.REFUSED;
  }

  /**
   * Begins, at a moment that counts as its first activity.
   *
   * @param before what was read from the source already and the sink is to have first, kept by the
   *     worker; null: nothing
   */
  void begin(final ByteBuf before, final long nowNanos) {
    pending = before;
    activeNanos = nowNanos;
  }

  /** When a byte was read or written last, or the end passed on. */
  long activeNanos() {
    return activeNanos;
  }

  /** Whether it is the source's turn: all that it sent was passed on. */
  boolean waitsForSource() {
    return state == State.OPEN && !waitsForSink();
  }

  /** Whether it is the sink's turn: there is something that it did not take yet. */
  boolean waitsForSink() {
    return pending != null || bulk.hasPending();
  }

  /** Bytes taken from the source so far. */
  long readBytes() {
    return readBytes;
  }

  /** Bytes given to the sink so far. */
  long writtenBytes() {
    return writtenBytes;
  }

  /** Whether the source has ended and its FIN was passed on. */
  boolean isShut() {
    return state == State.SHUT;
  }

  /** Whether the source broke, and all that could be read of it has been written. */
  boolean isCut() {
    return state == State.CUT && !waitsForSink();
  }

  /** Whether the sink takes no more. */
  boolean isBroken() {
    return state == State.BROKEN;
  }

  /** Whether the source has nothing more to say. */
  boolean sourceIsDone() {
    return state != State.OPEN && state != State.BROKEN;
  }

  /** Whether its turn ended before there was nothing left to read. */
  boolean hasMore() {
    return waitsForSource() && source.readable();
  }

  /** Lets others have their turn before it goes on. */
  void yieldTurn() {
    source.yieldTurn();
  }

  /**
   * Moves what can be moved.
   *
   * @param opposite the other way, which tells whether the source was found broken by a write
   */
  void pump(final Direction opposite, final long nowNanos) {
    final long before = readBytes + writtenBytes;
    final boolean wasShut = isShut();
    moveAll(opposite);
    if (readBytes + writtenBytes != before || isShut() != wasShut) {
      activeNanos = nowNanos;
    }
  }

  private void moveAll(final Direction opposite) {
    if (!flush()) {
      return;
    }
    final long turnEnd = readBytes + TURN_BYTES;
    boolean goesOn = true;
    for (int reads = 0; goesOn && state == State.OPEN && source.readable(); reads++) {
      goesOn = reads < READS_PER_TURN && readBytes < turnEnd && move(opposite);
    }
    if (state == State.ENDED && !waitsForSink()) {
      if (!opposite.isShut()) {
        // Else both are done, and the close of the sink that follows at once is its FIN.
        sink.shutdownOutput();
      }
      state = State.SHUT;
    }
  }

  /** Returns whether to go on. */
  private boolean move(final Direction opposite) {
    final int read =
        bulk.isOn() && gate == null ? bulk.fill(source, sink, TURN_BYTES) : BulkWay.COPY;
    if (read == BulkWay.COPY) {
      return copy(opposite);
    }
    if (read <= 0) {
      return onNothing(read, opposite);
    }
    readBytes += read;
    return drain();
  }

  /** Returns false: it is over, or the source's turn. */
  private boolean onNothing(final int read, final Direction opposite) {
    if (read != Connection.WOULD_BLOCK) {
      // After a failed write to it, an end is what is left of an RST.
      final boolean cut = read == Connection.RESET || opposite.isBroken();
      state = cut ? State.CUT : State.ENDED;
    }
    return false;
  }

  /** Reads once and writes once. Returns whether to go on. */
  private boolean copy(final Direction opposite) {
    final long address = worker.readAddress();
    final int asked = worker.readBytes();
    final int read = source.read(address, asked);
    if (read <= 0) {
      return onNothing(read, opposite);
    }
    bulk.onCopied(read, asked);
    readBytes += read;
    if (gate != null && !passesGate(read)) {
      state = State.REFUSED;
      return false;
    }
    if (!held && source.endSeen() && !source.errorSeen()) {
      // What is left and the end behind it go on together.
      held = true;
      sink.holdForEnd();
    }
    final int written = sink.write(address, 0, read);
    if (written == Connection.RESET) {
      state = State.BROKEN;
      return false;
    }
    writtenBytes += written;
    if (written < read) {
      pending = worker.keep(written, read);
      return false;
    }
    return true;
  }

  private boolean passesGate(final int read) {
    final ResponseGate judge = gate;
    gate = null;
    return judge.passes(worker.readBuffer(), read);
  }

  /** Writes what was kept. Returns whether nothing is left. */
  private boolean flush() {
    if (!waitsForSink()) {
      return true;
    }
    return sink.writable() && (pending == null ? drain() : flushPending());
  }

  /** Writes what is in the pipe. Returns whether nothing is left. */
  private boolean drain() {
    final int written = bulk.drain(sink);
    if (written == Connection.RESET) {
      breakOff();
      return true;
    }
    writtenBytes += written;
    return !bulk.hasPending();
  }

  private boolean flushPending() {
    final int from = pending.readerIndex();
    final int written = sink.write(pending.memoryAddress(), from, pending.writerIndex());
    if (written == Connection.RESET) {
      breakOff();
      return true;
    }
    writtenBytes += written;
    pending.readerIndex(from + written);
    if (pending.isReadable()) {
      return false;
    }
    dropPending();
    return true;
  }

  /** The sink is known to take no more. */
  void breakOff() {
    state = State.BROKEN;
    dropPending();
  }

  /** Frees what is kept. */
  void dropPending() {
    if (pending != null) {
      worker.drop(pending);
      pending = null;
    }
    bulk.drop();
  }
}
