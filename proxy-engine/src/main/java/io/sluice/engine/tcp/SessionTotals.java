package io.sluice.engine.tcp;

import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.transport.Worker;

/**
 * Who counts one session: its frontend, its backend once there is one, and the server that it tried
 * last. Confined to its worker.
 */
final class SessionTotals {
  private final Worker worker;
  private final ProxyCounters frontend;

  /** Null: no backend is chosen yet. */
  private ProxyCounters backend;

  SessionTotals(final Worker worker, final FrontendRuntime frontend) {
    this.worker = worker;
    this.frontend = frontend.state().counters(worker.index());
  }

  void begin() {
    frontend.sessions++;
    frontend.open++;
  }

  void enter(final BackendRuntime chosen) {
    backend = chosen.counters().of(worker.index());
    backend.sessions++;
    backend.open++;
  }

  /** Bytes from the client that no relay has counted. */
  void countIn(final long bytes) {
    frontend.bytesIn += bytes;
    if (backend != null) {
      backend.bytesIn += bytes;
    }
  }

  /** Who counts the bytes of a relay. */
  ProxyCounters[] with(final ProxyCounters server) {
    return new ProxyCounters[] {frontend, backend, server};
  }

  /** A rule refused the client. */
  void countDenied() {
    frontend.requestsDenied++;
  }

  /**
   * What went wrong, if anything did.
   *
   * @param server null: none was tried
   */
  void countEnd(final Cause cause, final ProxyCounters server) {
    switch (cause) {
      case CLIENT_ABORT, CLIENT_TIMEOUT -> {
        frontend.clientAborts++;
        if (backend != null) {
          backend.clientAborts++;
        }
        if (server != null) {
          server.clientAborts++;
        }
      }
      case SERVER_ABORT, SERVER_TIMEOUT -> {
        if (backend != null) {
          backend.serverAborts++;
        }
        if (server != null) {
          server.serverAborts++;
        }
      }
      case SERVER_DOWN, SERVER_UP, KILLED -> {
        frontend.killed++;
        if (backend != null) {
          backend.killed++;
        }
        if (server != null) {
          server.killed++;
        }
      }
      case NONE, RESOURCE, INTERNAL, PROXY, LOCAL -> {}
    }
  }

  void end() {
    frontend.open--;
    if (backend != null) {
      backend.open--;
    }
  }
}
