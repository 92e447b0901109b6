package io.sluice.engine.transport;

/**
 * Something that has a deadline, and its own node in the {@link TimerWheel}. Confined to the
 * wheel's event loop.
 */
public abstract class Timer {
  Timer previous;
  Timer next;
  int slot = TimerWheel.NOT_SCHEDULED;
  long deadlineNanos;

  /**
   * Its time has come. It is off the wheel, and may be scheduled anew from here.
   *
   * @param nowNanos the monotonic clock
   */
  protected abstract void onExpired(long nowNanos);
}
