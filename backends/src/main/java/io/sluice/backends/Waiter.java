package io.sluice.backends;

/**
 * One who asks a backend for a server, and stands in its queue when there is none: a session. It is
 * its own queue node, so that waiting allocates nothing. It may ask again once it was granted a
 * server, refused one, or has left the queue.
 *
 * <p>The fields are guarded by the lock of the backend. The callbacks run on whichever thread freed
 * the slot, under that lock: they post to the owner's loop and do nothing else. One that throws is
 * taken for one whose loop is gone: the slot goes to the next.
 */
public abstract class Waiter {
  Waiter previous;
  Waiter next;
  SlotQueue queue;
  long ticket;
  long key;
  Server granted;
  int before;
  boolean onServer;

  /**
   * The server of the last {@link Assignment#GRANTED} or {@link #onGranted}, whose slot is held for
   * the asker until it is released; null: the last asking brought none, or none yet.
   */
  public final Server granted() {
    return granted;
  }

  /**
   * How many stood before it when it joined the queue; 0: it did not wait. To be read by the asker
   * when it does not stand in a queue any more, or has just joined one.
   */
  public final int queuedBefore() {
    return before;
  }

  /** Whether that was the queue of one server, not the backend's. */
  public final boolean queuedOnServer() {
    return onServer;
  }

  /** A slot of this server is held for the waiter; it left the queue. */
  protected abstract void onGranted(Server server);

  /** The waiter left the queue without a server: there is none to wait for. */
  protected abstract void onRefused();
}
