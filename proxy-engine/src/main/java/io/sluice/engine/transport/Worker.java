package io.sluice.engine.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.internal.PlatformDependent;
import io.sluice.engine.log.SessionLog;
import io.sluice.engine.log.SessionRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop and what belongs to it alone: its read buffer, its timers, its session log. A
 * session lives and dies on the worker that accepted it.
 *
 * <p>Everything but {@link #index}, {@link #eventLoop} and {@link #execute} is confined to the
 * event loop's thread.
 */
public final class Worker {
  /** What one read takes at most. */
  public static final int READ_BYTES = 64 * 1024;

  static {
    EpollEvents.keep();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** What all workers keep for peers that do not read. */
  private static final AtomicLong KEPT_BYTES = new AtomicLong();

  /** How much that may be, with room for what an allocator loses. */
  private static final long KEPT_MOST = PlatformDependent.maxDirectMemory() / 2;

  private final int index;
  private final IoEventLoop eventLoop;
  private final SessionLog sessionLog;
  private final SessionRecord sessionRecord = new SessionRecord();
  private final TimerWheel timers = new TimerWheel(System.nanoTime());
  private final Runnable onWheelDue = this::onWheelDue;
  private final Runnable closeAll = this::onCloseAll;
  private final ArrayDeque<Connection> closing = new ArrayDeque<>();
  private final IdleConnections idle = new IdleConnections(this);
  private final Pipes pipes = new Pipes(this);
  private final BulkScheduling bulkScheduling = new BulkScheduling(this);
  private final LateConnections late = new LateConnections(this);
  private final ByteBuf readBuffer;
  private final long readAddress;
  private final List<Attachment> attachments = new ArrayList<>();
  private long wheelDueNanos;
  private boolean wheelArmed;

  private record Attachment(Object kept, Runnable release) {}

  /**
   * @param index from 0, its place in every per-worker array
   * @param eventLoop an epoll loop of its own
   * @param sessionLog where its sessions' lines go
   */
  public Worker(final int index, final IoEventLoop eventLoop, final SessionLog sessionLog) {
    this.index = index;
    this.eventLoop = eventLoop;
    this.sessionLog = sessionLog;
    readBuffer = ByteBufAllocator.DEFAULT.directBuffer(READ_BYTES, READ_BYTES);
    readAddress = readBuffer.memoryAddress();
  }

  public int index() {
    return index;
  }

  public IoEventLoop eventLoop() {
    return eventLoop;
  }

  /** Runs a task on the event loop. To be called from anywhere. */
  public void execute(final Runnable task) {
    eventLoop.execute(task);
  }

  /**
   * What a protocol keeps for all its sessions on this worker.
   *
   * @param kind tells it from what others keep
   * @param maker makes it when it is first asked for
   * @param release called with it when the worker ends
   */
  public <T> T attachment(
      final Class<T> kind, final Function<Worker, T> maker, final Consumer<T> release) {
    for (int i = 0; i < attachments.size(); i++) {
      if (kind.isInstance(attachments.get(i).kept())) {
        return kind.cast(attachments.get(i).kept());
      }
    }
    final T made = maker.apply(this);
    attachments.add(new Attachment(made, () -> release.accept(made)));
    return made;
  }

  public SessionLog sessionLog() {
    return sessionLog;
  }

  /** The record that is filled for each line. */
  public SessionRecord sessionRecord() {
    return sessionRecord;
  }

  /** Where reads go. What they leave there must be used up or copied before the handler returns. */
  public long readAddress() {
    return readAddress;
  }

  /** The same as a buffer, whose indices mean nothing. */
  public ByteBuf readBuffer() {
    return readBuffer;
  }

  /**
   * How much to read at once: less when much is kept for peers that do not read, so that they
   * cannot use up the memory that all others need.
   */
  public int readBytes() {
    final long kept = KEPT_BYTES.get();
    if (kept < KEPT_MOST / 2) {
      return READ_BYTES;
    }
    return kept < KEPT_MOST / 4 * 3 ? READ_BYTES / 4 : READ_BYTES / 16;
  }

  /**
   * Keeps a copy of what the read buffer holds from {@code from} to {@code to}, for a peer that did
   * not take it. It is given back with {@link #drop}.
   */
  public ByteBuf keep(final int from, final int to) {
    final int length = to - from;
    final ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(length, length);
    KEPT_BYTES.addAndGet(copy.capacity());
    return copy.writeBytes(readBuffer, from, length);
  }

  /** The same for bytes that are anywhere in memory. */
  public ByteBuf keepCopy(final long address, final int length) {
    final ByteBuf copy = keepRoom(length);
    PlatformDependent.copyMemory(address, copy.memoryAddress(), length);
    return copy.writerIndex(length);
  }

  /** An empty buffer of so many bytes, which counts as kept. */
  public ByteBuf keepRoom(final int length) {
    final ByteBuf room = ByteBufAllocator.DEFAULT.directBuffer(length, length);
    KEPT_BYTES.addAndGet(room.capacity());
    return room;
  }

  /** Frees what was kept. */
  public void drop(final ByteBuf kept) {
    KEPT_BYTES.addAndGet(-kept.capacity());
    kept.release();
  }

  /**
   * Closes a connection's socket when the events that the kernel reported together are handled. Its
   * number must not be another's before: Netty finds the receiver of an event by the number alone.
   */
  void closeAfterEvents(final Connection connection) {
    if (!eventLoop.inEventLoop() || eventLoop.isShuttingDown()) {
      connection.closeSocket();
      return;
    }
    if (closing.isEmpty()) {
      eventLoop.execute(closeAll);
    }
    closing.add(connection);
  }

  private void onCloseAll() {
    for (Connection connection = closing.poll(); connection != null; connection = closing.poll()) {
      connection.closeSocket();
    }
  }

  static void closeNow(final FileDescriptor fd) {
    try {
      fd.close();
    } catch (final IOException e) {
      // close(2) frees the descriptor even when it reports an error of earlier writes.
      LOG.debug("close: {}", e.getMessage());
    }
  }

  /** The connections to servers that it keeps for later. */
  public IdleConnections idle() {
    return idle;
  }

  /** Its pipes. */
  public Pipes pipes() {
    return pipes;
  }

  /** How its thread is scheduled. */
  BulkScheduling bulkScheduling() {
    return bulkScheduling;
  }

  /** The connections that are not registered yet. */
  LateConnections late() {
    return late;
  }

  /** Schedules a timer, or moves it. */
  public void schedule(final Timer timer, final long deadlineNanos) {
    timers.schedule(timer, deadlineNanos);
    if (!wheelArmed || deadlineNanos - wheelDueNanos < 0) {
      arm(System.nanoTime());
    }
  }

  public void cancel(final Timer timer) {
    timers.cancel(timer);
  }

  /** Frees what it holds. On the event loop, as its last task. */
  public void close() {
    idle.close();
    attachments.forEach(attachment -> attachment.release().run());
    onCloseAll();
    pipes.close();
    bulkScheduling.close();
    readBuffer.release();
  }

  private void onWheelDue() {
    final long nowNanos = System.nanoTime();
    if (wheelArmed && wheelDueNanos - nowNanos > 0) {
      // A wake-up that was armed before a nearer one.
      return;
    }
    wheelArmed = false;
    timers.advance(nowNanos);
    arm(nowNanos);
  }

  private void arm(final long nowNanos) {
    final long delayNanos = timers.nextDelayNanos(nowNanos);
    if (delayNanos < 0) {
      return;
    }
    final long dueNanos = nowNanos + delayNanos;
    if (wheelArmed && dueNanos - wheelDueNanos >= 0) {
      return;
    }
    wheelArmed = true;
    wheelDueNanos = dueNanos;
    final var _ = eventLoop.schedule(onWheelDue, delayNanos, TimeUnit.NANOSECONDS);
  }
}
