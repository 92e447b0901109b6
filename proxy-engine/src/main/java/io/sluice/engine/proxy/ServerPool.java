package io.sluice.engine.proxy;

/**
 * The idle connections to one server that any client of one worker may use, the one that was used
 * last on top. Confined to that worker; allocates nothing.
 */
public final class ServerPool {
  private PooledConnection top;
  private int size;

  /**
   * Takes a connection for a request.
   *
   * @param provenOnly only one that has served several requests (HAProxy {@code http-reuse
   *     aggressive})
   * @return null: there is none
   */
  public PooledConnection take(final boolean provenOnly) {
    PooledConnection candidate = top;
    while (candidate != null) {
      final PooledConnection following = candidate.below;
      if ((!provenOnly || candidate.isProven()) && candidate.take()) {
        return candidate;
      }
      candidate = following;
    }
    return null;
  }

  /** How many there are. */
  int size() {
    return size;
  }

  void push(final PooledConnection connection) {
    size++;
    connection.inPool = true;
    connection.below = top;
    if (top != null) {
      top.above = connection;
    }
    top = connection;
  }

  void remove(final PooledConnection connection) {
    size--;
    if (connection.above == null) {
      top = connection.below;
    } else {
      connection.above.below = connection.below;
    }
    if (connection.below != null) {
      connection.below.above = connection.above;
    }
    connection.above = null;
    connection.below = null;
    connection.inPool = false;
  }
}
