package io.sluice.engine.proxy;

import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.stats.WorkerCounters;

/**
 * What a frontend keeps from one generation of the configuration to the next: its connections and
 * what it counted.
 */
public final class FrontendState {
  private final ConnectionLimit process;
  private final ConnectionLimit limit;
  private final WorkerCounters counters;
  private final SessionList[] sessions;

  /**
   * @param workers how many there are
   * @param process the limit of the process
   * @param maxconn the frontend's own; 0: none
   */
  public FrontendState(final int workers, final ConnectionLimit process, final int maxconn) {
    this.process = process;
    limit = new ConnectionLimit(maxconn);
    counters = new WorkerCounters(workers);
    sessions = new SessionList[workers];
    for (int i = 0; i < workers; i++) {
      sessions[i] = new SessionList();
    }
  }

  /**
   * Takes a place for a new connection, here and in the process.
   *
   * @param whenFree called, from any thread, when there was none and one is free
   * @return false: full, and {@code whenFree} will be called
   */
  public boolean tryAdmit(final Runnable whenFree) {
    if (!limit.tryTake(whenFree)) {
      // Whoever came here for a place of the process has no use for it.
      process.wakeNext();
      return false;
    }
    if (process.tryTake(whenFree)) {
      return true;
    }
    limit.release();
    return false;
  }

  /** Gives the place back. */
  public void leave() {
    process.release();
    limit.release();
  }

  /** Its own limit, and how many connections it has. */
  public ConnectionLimit limit() {
    return limit;
  }

  /** The process's limit, and how many connections that has. */
  public ConnectionLimit process() {
    return process;
  }

  /** What one worker counts of it. */
  public ProxyCounters counters(final int worker) {
    return counters.of(worker);
  }

  /** The counters of all workers. */
  public WorkerCounters counters() {
    return counters;
  }

  /** The sessions that one worker has on it; for that worker alone. */
  public SessionList sessions(final int worker) {
    return sessions[worker];
  }
}
