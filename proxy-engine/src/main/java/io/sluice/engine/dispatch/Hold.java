package io.sluice.engine.dispatch;

import io.sluice.backends.Backend;
import io.sluice.backends.Server;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.transport.Worker;

/**
 * What is held of one server while it is used: its slot, a place among its sessions, and what is
 * counted there. It remembers the server afterwards, for the log. Confined to its worker.
 */
final class Hold {
  private final Worker worker;
  private final SessionList.Entry place;
  private Server server;
  private ServerRuntime runtime;
  private ProxyCounters counters;

  /**
   * @param place the session's place in the list of its server's sessions
   */
  Hold(final Worker worker, final SessionList.Entry place) {
    this.worker = worker;
    this.place = place;
  }

  /** A new request: no server was tried yet. */
  void clear() {
    server = null;
    runtime = null;
    counters = null;
  }

  /** Another server is looked for. */
  void forgetServer() {
    server = null;
  }

  /** Takes a server whose slot was granted. */
  void enter(final Server granted) {
    server = granted;
    runtime = BackendRuntime.of(granted);
    counters = runtime.counters(worker.index());
    counters.sessions++;
    counters.open++;
    runtime.demand(worker.index()).enter();
    runtime.sessions(worker.index()).add(place);
  }

  /** Gives the slot back. */
  void leave(final Backend to) {
    place.remove();
    counters.open--;
    runtime.demand(worker.index()).leave();
    to.release(server);
  }

  /** The server that was reached or tried last; null: none, or it has been given up since. */
  Server server() {
    return server;
  }

  ServerRuntime runtime() {
    return runtime;
  }

  /** What this worker counts of the server that was tried last; null: none. */
  ProxyCounters counters() {
    return counters;
  }
}
