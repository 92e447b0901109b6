package io.sluice.engine.http;

import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.stats.ProxyCounters;

/**
 * What one exchange counts: with its frontend, from when they are known with its backend and its
 * server. Confined to its worker, whose counters alone it changes.
 */
final class Accounting {
  private final Requester client;
  private final int worker;
  private ProxyCounters frontend;

  /** Null: none was chosen yet. */
  private ProxyCounters backend;

  /** Null: none was connected yet. */
  private ProxyCounters server;

  /** Of all the client's bytes, those that were counted. */
  private long countedIn;

  private long countedOut;

  /** What they were when the exchange began. */
  private long beganIn;

  private long beganOut;

  Accounting(final HttpWorker http, final Requester client) {
    this.client = client;
    worker = http.worker().index();
  }

  // ---- who counts

  /** A request begins. */
  void begin(final FrontendRuntime from) {
    frontend = from.state().counters(worker);
    frontend.requests++;
    backend = null;
    server = null;
    beganIn = countedIn;
    beganOut = client.sent();
  }

  /** It goes to this backend. */
  void useBackend(final BackendRuntime chosen) {
    backend = chosen.counters().of(worker);
    backend.sessions++;
    backend.open++;
    backend.requests++;
  }

  /**
   * It is sent to a server.
   *
   * @param reused whether its connection has served another request
   */
  void useServer(final ProxyCounters of, final boolean reused) {
    server = of;
    server.requests++;
    if (reused) {
      server.reuses++;
      backend.reuses++;
    }
  }

  /** All who count, null for those who do not yet. */
  ProxyCounters[] all() {
    return new ProxyCounters[] {frontend, backend, server};
  }

  // ---- bytes

  /** Counts what went by since the last look. */
  void countBytes() {
    final long in = client.received() - countedIn;
    final long out = client.sent() - countedOut;
    countedIn += in;
    countedOut += out;
    add(frontend, in, out);
    if (backend != null) {
      add(backend, in, out);
      if (server != null) {
        add(server, in, out);
      }
    }
  }

  private static void add(final ProxyCounters counters, final long in, final long out) {
    counters.bytesIn += in;
    counters.bytesOut += out;
  }

  /** Bytes that a tunnel sent, and counted by itself, are this exchange's. */
  void addTunneled(final long out) {
    beganOut -= out;
  }

  /** Bytes of the exchange that came from the client. */
  long bytesIn() {
    return client.received() - beganIn;
  }

  /** Bytes of the exchange that the client took. */
  long bytesOut() {
    return client.sent() - beganOut;
  }

  // ---- events

  /** The client is told this status. */
  void countStatus(final int code) {
    frontend.countStatus(code);
    if (backend != null) {
      backend.countStatus(code);
      if (server != null) {
        server.countStatus(code);
      }
    }
  }

  /** The request is none, or has no right end. */
  void countRequestError() {
    frontend.requestErrors++;
  }

  /** A request that a rule denied is one of all the proxies that it has come to. */
  void countDeniedRequest() {
    frontend.requestsDenied++;
    if (backend != null) {
      backend.requestsDenied++;
    }
  }

  void countDeniedResponse() {
    frontend.responsesDenied++;
    backend.responsesDenied++;
    server.responsesDenied++;
  }

  /** The server's response is none. */
  void countResponseError() {
    frontend.responseErrors++;
    backend.responseErrors++;
    server.responseErrors++;
  }

  /** It is over: counts what went wrong, if anything did, as sessions without HTTP count it. */
  void end(final Cause cause) {
    countBytes();
    end(frontend, cause);
    if (backend != null) {
      end(backend, cause);
      if (server != null) {
        end(server, cause);
      }
    }
  }

  /** The backend has one less, once the line is printed that counts this one as well. */
  void leave() {
    if (backend != null) {
      backend.open--;
    }
  }

  private void end(final ProxyCounters counters, final Cause cause) {
    switch (cause) {
      case CLIENT_ABORT, CLIENT_TIMEOUT -> counters.clientAborts++;
      case SERVER_ABORT, SERVER_TIMEOUT -> {
        counters.serverAborts++;
        if (server != null) {
          counters.responseErrors++;
        }
      }
      case SERVER_DOWN, SERVER_UP, KILLED -> counters.killed++;
      case NONE, RESOURCE, INTERNAL, PROXY, LOCAL -> {}
    }
  }
}
