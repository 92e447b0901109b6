package io.sluice.engine.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.sluice.engine.log.SessionLog;
import io.sluice.engine.log.SessionRecord;
import java.util.concurrent.TimeUnit;

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

  private final int index;
  private final IoEventLoop eventLoop;
  private final SessionLog sessionLog;
  private final SessionRecord sessionRecord = new SessionRecord();
  private final TimerWheel timers = new TimerWheel(System.nanoTime());
  private final Runnable onWheelDue = this::onWheelDue;
  private final ByteBuf readBuffer;
  private final long readAddress;
  private long wheelDueNanos;
  private boolean wheelArmed;

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

  /**
   * A copy of what the read buffer holds from {@code from} to {@code to}; the caller releases it.
   */
  public ByteBuf copyOfRead(final int from, final int to) {
    final int length = to - from;
    return ByteBufAllocator.DEFAULT
        .directBuffer(length, length)
        .writeBytes(readBuffer, from, length);
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
