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
}
