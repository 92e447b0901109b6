package io.sluice.health;

import io.netty.channel.IoEventLoop;

/**
 * The loop that checks run on, and what a probe needs of it.
 *
 * @param eventLoop one epoll loop, of checks alone
 */
public record CheckLoop(IoEventLoop eventLoop) {
  /** The loop's clock, nanoseconds; only differences mean something. */
  public long nanoTime() {
    return eventLoop.ticker().nanoTime();
  }

  /**
   * Ends something that takes too long. To be called on the loop.
   *
   * @param timeoutNanos how long it may take, more than 0; time in which the loop stood still does
   *     not count in full, see {@link Deadline}
   * @param onExpired called on the loop, unless {@link Deadline#cancel} came first
   */
  public Deadline deadline(final long timeoutNanos, final Runnable onExpired) {
    return new Deadline(eventLoop, timeoutNanos, onExpired);
  }
}
