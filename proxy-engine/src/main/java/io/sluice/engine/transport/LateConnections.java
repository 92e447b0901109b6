package io.sluice.engine.transport;

import java.util.concurrent.TimeUnit;

/**
 * Connections that are not registered with epoll yet, the oldest first: most are answered and
 * closed before they would have to be. One that is still there after a moment is registered, so
 * that its end is seen. Confined to its worker; allocates nothing.
 */
final class LateConnections {
  /** How long an end may go unseen; what a timer's tick adds to it comes on top. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Worker worker;
  private final Due due = new Due();
  private Connection oldest;
  private Connection newest;
  private boolean armed;

  LateConnections(final Worker worker) {
    this.worker = worker;
  }

  void add(final Connection connection) {
    connection.late = true;
    connection.openedNanos = System.nanoTime();
    connection.older = newest;
    if (newest == null) {
      oldest = connection;
    } else {
      newest.newer = connection;
    }
    newest = connection;
    if (!armed) {
      arm();
    }
  }

  void remove(final Connection connection) {
    if (connection.older == null) {
      oldest = connection.newer;
    } else {
      connection.older.newer = connection.newer;
    }
    if (connection.newer == null) {
      newest = connection.older;
    } else {
      connection.newer.older = connection.older;
    }
    connection.older = null;
    connection.newer = null;
    connection.late = false;
  }

  private void arm() {
    armed = true;
    worker.schedule(due, oldest.openedNanos + LATE_NANOS);
  }

  private void onDue(final long nowNanos) {
    armed = false;
    while (oldest != null && nowNanos - oldest.openedNanos >= LATE_NANOS) {
      oldest.register(worker);
    }
    if (oldest != null) {
      arm();
    }
  }

  private final class Due extends Timer {
    @Override
    protected void onExpired(final long nowNanos) {
      onDue(nowNanos);
    }
  }
}
