package io.sluice.backends;

/**
 * Picks a server for a new session. Made for one immutable set of candidates and replaced with it;
 * every event loop calls it, so it is thread-safe, and it allocates nothing.
 */
public interface Balancer {
  /**
   * In place of a key: there is none, such as where the request lacks what it is made of. What goes
   * by the request then takes each server in turn.
   */
  long NO_KEY = Long.MIN_VALUE;

  /**
   * The server that a new session should go to. Takes no slot: the caller does, and asks again when
   * it lost the race for it.
   *
   * @param key hash of what the session is known by, such as the client's address; says something
   *     only to a {@link #keyed()} algorithm
   * @param avoid a server that just failed this session, passed over while there is another; null:
   *     none
   * @return a candidate; null: every candidate is full, and the session waits for any
   */
  Server pick(long key, Server avoid);

  /** Whether the key decides: a full server is then waited for, rather than passed over. */
  default boolean keyed() {
    return false;
  }
}
