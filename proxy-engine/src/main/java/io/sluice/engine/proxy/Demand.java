package io.sluice.engine.proxy;

/**
 * How many connections to one server one worker has in use, and how many it had at most at one time
 * of late. More idle connections than that make up would never be used together. Confined to its
 * worker; allocates nothing.
 *
 * <p>Source: HAProxy keeps as many as it saw in use since it last purged idle connections.
 */
public final class Demand {
  private int used;
  private int most;
  private int mostBefore;
  private long sinceNanos;

  /** One more is in use, or about to be. */
  public void enter() {
    used++;
    most = Math.max(most, used);
  }

  /** One that was in use is so no more. */
  public void leave() {
    used--;
  }

  /**
   * Whether one that is in use should be kept when its request is over.
   *
   * @param idle how many are kept already
   * @param windowNanos how far to look back; at most twice as far
   */
  boolean wantsOneMore(final int idle, final long nowNanos, final long windowNanos) {
    final long pastNanos = nowNanos - sinceNanos;
    if (pastNanos >= windowNanos) {
      mostBefore = pastNanos < 2 * windowNanos ? most : used;
      most = used;
      sinceNanos = nowNanos;
    }
    return used + idle <= Math.max(most, mostBefore);
  }
}
