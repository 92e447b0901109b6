package io.sluice.engine.writer;

import io.sluice.backends.Server;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.transport.Worker;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Ends the sessions that servers have on every event loop. Called on the control loop. */
final class SessionEnder {
  /** Longer than a client takes between two statements of one transaction. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final List<Worker> workers;

  SessionEnder(final List<Worker> workers) {
    this.workers = workers;
  }

  /**
   * Ends sessions.
   *
   * @param quietOnly whether only those end in which nothing is under way
   * @param left told on the last loop that is done: how many there are still
   */
  void end(final Collection<Server> servers, final boolean quietOnly, final IntConsumer left) {
    final List<Server> all = List.copyOf(servers);
    final AtomicInteger pending = new AtomicInteger(workers.size());
    final AtomicInteger sum = new AtomicInteger();
    for (final Worker worker : workers) {
      worker.execute(() -> {
        try {
          all.forEach(server -> sum.addAndGet(end(worker, server, quietOnly)));
        } finally {
          if (pending.decrementAndGet() == 0) {
            left.accept(sum.get());
          }
        }
      });
    }
  }

  private static int end(final Worker worker, final Server server, final boolean quietOnly) {
    final SessionList sessions = BackendRuntime.of(server).sessions(worker.index());
    if (quietOnly) {
      return sessions.endQuiet(QUIET_NANOS, System.nanoTime());
    }
    sessions.shutdownAll(Cause.SERVER_DOWN);
    return 0;
  }
}
