package io.sluice.engine.http;

import io.sluice.backends.Server;
import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.proxy.LiveFigures;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.transport.Connection;

/**
 * The server of an exchange, and both ends of the connection to it, as rules see them; made when
 * one first asks. Confined to its worker.
 */
final class ServerEnd {
  private final Dispatch dispatch;

  /** Null: no server is looked for yet, or nothing looks at it. */
  private LiveFigures backend;

  /** Null: none is connected. */
  private Connection connection;

  private Endpoint source;
  private Endpoint destination;

  ServerEnd(final Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  /** Begins with a request that goes nowhere yet. */
  void clear() {
    backend = null;
    connect(null);
  }

  /** A server of this backend is looked for. */
  void look(final LiveFigures in) {
    backend = in;
  }

  /** A server is connected; null: it was given up. */
  void connect(final Connection to) {
    connection = to;
    source = null;
    destination = null;
  }

  /** The server that was reached or tried last; null: none. */
  ServerFigures figures() {
    final Server server = backend == null ? null : dispatch.server();
    return server == null ? null : backend.server(server.name());
  }

  /** Where the connection comes from; null: none was connected, or it is gone. */
  Endpoint source() {
    if (source == null && connection != null && connection.localAddress() != null) {
      source = Endpoint.of(connection.localAddress());
    }
    return source;
  }

  /** Where the connection leads; null: none was connected. */
  Endpoint destination() {
    if (destination == null && connection != null) {
      destination = Endpoint.of(dispatch.connectedTo());
    }
    return destination;
  }
}
