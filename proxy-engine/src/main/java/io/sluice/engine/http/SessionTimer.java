package io.sluice.engine.http;

import io.sluice.engine.transport.Timer;
import io.sluice.engine.transport.Worker;

/**
 * The one timer of a session. It fires no later than it must, but may fire earlier: most deadlines
 * move on before they are due, and moving the timer each time would cost more than to look once in
 * vain. Confined to its worker.
 */
final class SessionTimer extends Timer {
  private final Worker worker;
  private final HttpSession session;
  private long dueNanos;
  private boolean armed;

  SessionTimer(final Worker worker, final HttpSession session) {
    this.worker = worker;
    this.session = session;
  }

  /**
   * Sees to it that it fires in time.
   *
   * @param leftNanos before it must; {@link Long#MAX_VALUE}: it need not
   */
  void arm(final long leftNanos, final long nowNanos) {
    if (leftNanos == Long.MAX_VALUE) {
      return;
    }
    final long due = nowNanos + Math.max(leftNanos, 0);
    if (!armed || due - dueNanos < 0) {
      armed = true;
      dueNanos = due;
      worker.schedule(this, due);
    }
  }

  void cancel() {
    worker.cancel(this);
    armed = false;
  }

  @Override
  protected void onExpired(final long nowNanos) {
    armed = false;
    session.onTimer(nowNanos);
  }
}
