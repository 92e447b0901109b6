package io.sluice.engine.proxy;

import io.sluice.backends.Server;
import io.sluice.config.ObserveConfig;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connects of the traffic to one server that failed in a row, over all workers (HAProxy {@code
 * observe layer4}). Any worker, without a lock; a connect that succeeds while none has failed costs
 * one volatile read.
 */
public final class Observation {
  /** Who hears of it when so many failed. Called on the worker that had the last of them. */
  public interface Listener {
    void onErrorLimit(Server server, ObserveConfig observe);
  }

  private final Listener listener;
  private final AtomicInteger errors = new AtomicInteger();

  public Observation(final Listener listener) {
    this.listener = listener;
  }

  /** A connect succeeded. */
  public void onConnected() {
    if (errors.get() != 0) {
      errors.set(0);
    }
  }

  /** A connect failed, and that was the server's doing. */
  public void onConnectFailed(final Server server) {
    final ObserveConfig observe = server.config().observe().orElse(null);
    if (observe != null && reachesLimit(observe.errorLimit())) {
      listener.onErrorLimit(server, observe);
    }
  }

  /** Counts one; the one that reaches the limit sets the count back, and only that one says so. */
  private boolean reachesLimit(final int limit) {
    for (; ; ) {
      final int before = errors.get();
      final boolean reached = before >= limit - 1;
      if (errors.compareAndSet(before, reached ? 0 : before + 1)) {
        return reached;
      }
    }
  }
}
