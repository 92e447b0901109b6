package io.sluice.backends;

/** What came of asking a backend for a server. */
public enum Assignment {
  /** {@link Waiter#granted()} is the server, and a slot of it is held. */
  GRANTED,
  /**
   * Every server is full, or the first verdicts are not in: the waiter stands in the queue and will
   * be called.
   */
  QUEUED,
  /** No server takes sessions. */
  NO_SERVER
}
