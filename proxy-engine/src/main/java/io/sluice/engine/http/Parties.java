package io.sluice.engine.http;

import io.sluice.config.ZeroCopy;
import io.sluice.config.http.HttpOptions;
import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.transport.Connection;

/**
 * Who takes part in one exchange: what all its rooms know. The upper half stays for the client's
 * connection, the lower half is each request's own. Confined to its worker.
 */
final class Parties {
  final HttpWorker http;
  final Requester client;
  final ExchangeRules rules;
  final Dispatch dispatch;

  FrontendRuntime frontend;

  /** Null: none was chosen yet. */
  BackendRuntime backend;

  /** Null: none came whole. */
  RequestHead request;

  /** Whether it is the first request of its client's connection. */
  boolean first;

  /** Null: none is connected. */
  Connection server;

  Parties(
      final HttpWorker http,
      final Requester client,
      final ExchangeRules rules,
      final Dispatch dispatch) {
    this.http = http;
    this.client = client;
    this.rules = rules;
    this.dispatch = dispatch;
  }

  /** Begins with the client's request; the rest is found on its way. */
  void begin(final FrontendRuntime from, final boolean isFirst) {
    frontend = from;
    backend = null;
    request = client.head();
    first = isFirst;
    server = null;
  }

  HttpTransaction transaction() {
    return rules.transaction();
  }

  HttpOptions frontendOptions() {
    return frontend.config().http().options();
  }

  /** Those of the backend, which was chosen. */
  HttpOptions backendOptions() {
    return backend.config().http().options();
  }

  /** Whether the bytes of bodies, and of a tunnel, may go through pipes. */
  ZeroCopy zeroCopy() {
    return frontend.config().zeroCopy().with(backend.config().zeroCopy());
  }

  /** Whether a client that closes its half of the connection gives its request up. */
  boolean abortsOnClose() {
    return backendOptions().abortOnClose() || frontendOptions().abortOnClose();
  }
}
