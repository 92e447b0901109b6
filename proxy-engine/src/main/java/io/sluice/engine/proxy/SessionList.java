package io.sluice.engine.proxy;

/**
 * The sessions that one worker has on one server, or in all. Confined to that worker; adding and
 * removing allocate nothing.
 */
public final class SessionList {
  /** A session's place in one list. */
  public abstract static class Entry {
    private SessionList list;
    private Entry previous;
    private Entry next;

    /** Ends the session. */
    protected abstract void shutdown(Cause cause);

    /**
     * Ends the session in good order, if neither side has said anything for so long and the server
     * spoke last, so that nothing is under way.
     *
     * @return whether it ended
     */
    protected abstract boolean endIfQuiet(long quietNanos, long nowNanos);

    /** Its frontend takes no more clients: one that only waits for the next request ends. */
    protected void drain() {}

    /** Leaves the list it is in, if any. */
    public final void remove() {
      if (list == null) {
        return;
      }
      if (previous != null) {
        previous.next = next;
      } else {
        list.head = next;
      }
      if (next != null) {
        next.previous = previous;
      }
      previous = null;
      next = null;
      list = null;
    }
  }

  private Entry head;

  /** Adds an entry that is in no list. */
  public void add(final Entry entry) {
    entry.list = this;
    entry.next = head;
    if (head != null) {
      head.previous = entry;
    }
    head = entry;
  }

  public boolean isEmpty() {
    return head == null;
  }

  /** Ends every session that is in the list; each leaves it. */
  public void shutdownAll(final Cause cause) {
    while (head != null) {
      final Entry first = head;
      first.shutdown(cause);
      first.remove();
    }
  }

  /** Ends every session that only waits for its next request. */
  public void drainAll() {
    Entry entry = head;
    while (entry != null) {
      final Entry following = entry.next;
      entry.drain();
      entry = following;
    }
  }

  /**
   * Ends in good order the sessions in which nothing is under way.
   *
   * @param quietNanos how long both sides must have been silent
   * @return how many are left
   */
  public int endQuiet(final long quietNanos, final long nowNanos) {
    int left = 0;
    Entry entry = head;
    while (entry != null) {
      final Entry following = entry.next;
      if (entry.endIfQuiet(quietNanos, nowNanos)) {
        entry.remove();
      } else {
        left++;
      }
      entry = following;
    }
    return left;
  }
}
