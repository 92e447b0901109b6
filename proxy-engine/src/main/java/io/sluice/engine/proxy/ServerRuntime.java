package io.sluice.engine.proxy;

import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.stats.WorkerCounters;
import java.net.SocketAddress;

/**
 * A server as the data path needs it. It lives as long as its {@link io.sluice.backends.Server},
 * whose attachment it is.
 */
public final class ServerRuntime {
  private final String backend;
  private final WorkerCounters counters;
  private final SessionList[] sessions;
  private volatile SocketAddress address;
  private volatile SocketAddress checkAddress;
  private volatile CheckRecord checks = CheckRecord.NONE;

  /**
   * @param workers how many there are
   * @param backend the name of its backend
   * @param address resolved
   */
  public ServerRuntime(final int workers, final String backend, final SocketAddress address) {
    this.backend = backend;
    counters = new WorkerCounters(workers);
    sessions = new SessionList[workers];
    for (int i = 0; i < workers; i++) {
      sessions[i] = new SessionList();
    }
    this.address = address;
  }

  /** The name of its backend. */
  public String backend() {
    return backend;
  }

  public SocketAddress address() {
    return address;
  }

  /** New connects go there. Called by the control loop. */
  public void setAddress(final SocketAddress changed) {
    address = changed;
  }

  /** Where it is checked, resolved; null: it has no check. */
  public SocketAddress checkAddress() {
    return checkAddress;
  }

  /** Checks that are watched from now on go there. Called by the control loop. */
  public void setCheckAddress(final SocketAddress changed) {
    checkAddress = changed;
  }

  /** What one worker counts of it. */
  public ProxyCounters counters(final int worker) {
    return counters.of(worker);
  }

  /** What all workers count of it. */
  public WorkerCounters counters() {
    return counters;
  }

  /** The sessions that one worker has on it; for that worker alone. */
  public SessionList sessions(final int worker) {
    return sessions[worker];
  }

  /** What its checks found so far; any thread. */
  public CheckRecord checks() {
    return checks;
  }

  /** Called by the control loop. */
  public void setChecks(final CheckRecord next) {
    checks = next;
  }
}
