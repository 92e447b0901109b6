package io.sluice.engine.dispatch;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.backends.Server;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.PooledConnection;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Sockets;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The connection to the server: one that was idle, or a new one. Confined to its worker. */
final class Link {
  private enum Connected {
    YES,
    LATER,
    NO_PORT
  }

  private final Worker worker;
  private final Connection.Listener listener;
  private final boolean speaksFirst;

  /** Null: there is none. */
  private Connection connection;

  /** Null: the connection was never idle. */
  private PooledConnection pooled;

  private SocketAddress address;
  private boolean reused;

  /**
   * @param listener of new connections
   * @param speaksFirst whether there is something to send as soon as one is connected
   */
  Link(final Worker worker, final Connection.Listener listener, final boolean speaksFirst) {
    this.worker = worker;
    this.listener = listener;
    this.speaksFirst = speaksFirst;
  }

  /**
   * Takes an idle connection.
   *
   * @param own the one that only this client may use; null: none
   * @param reuse which others may be taken
   * @return false: there is none
   */
  boolean takeIdle(
      final ServerRuntime runtime,
      final Server server,
      final PooledConnection own,
      final Dispatch.Reuse reuse) {
    pooled = null;
    if (own != null && own.isIdle() && own.server() == server) {
      pooled = own.take() ? own : null;
    }
    if (pooled == null && reuse != Dispatch.Reuse.NONE) {
      pooled = runtime.pool(worker.index()).take(reuse == Dispatch.Reuse.PROVEN);
    }
    reused = pooled != null;
    if (reused) {
      connection = pooled.connection();
      connection.setListener(listener);
      address = pooled.address();
    }
    return reused;
  }

  /**
   * Connects.
   *
   * @return true: connected at once; false: the listener will be told
   */
  boolean connect(final BackendRuntime backend, final SocketAddress to, final long nowNanos)
      throws IOException {
    reused = false;
    address = to;
    if (!(to instanceof final InetSocketAddress inet)) {
      return open(backend).connect(worker, to);
    }
    if (WaitingPorts.of(worker).areScarce(nowNanos)) {
      final Connected asked = askForPort(backend, inet);
      if (asked != Connected.NO_PORT) {
        return asked == Connected.YES;
      }
    }
    try {
      return fromAnyPort(backend, inet);
    } catch (final IOException failed) {
      if (!ConnectFailure.lacksPort(failed)) {
        throw failed;
      }
      WaitingPorts.of(worker).onScarce(nowNanos);
      connection.close();
      final Connected asked = askForPort(backend, inet);
      if (asked == Connected.NO_PORT) {
        throw failed;
      }
      return asked == Connected.YES;
    }
  }

  private boolean fromAnyPort(final BackendRuntime backend, final InetSocketAddress to)
      throws IOException {
    final Connection opened = open(backend);
    if (backend.source() != null) {
      opened.bindSource(backend.source());
    }
    return opened.connect(worker, to);
  }

  /** Asks for one port after the other that the kernel may only keep for late packets. */
  private Connected askForPort(final BackendRuntime backend, final InetSocketAddress to)
      throws IOException {
    final WaitingPorts ports = WaitingPorts.of(worker);
    final InetSocketAddress from = (InetSocketAddress) backend.source();
    for (int tries = Math.min(WaitingPorts.TRIES, ports.size()); tries > 0; tries--) {
      try {
        final Connection opened = open(backend);
        opened.bindSource(ports.next(from, to));
        return opened.connect(worker, to) ? Connected.YES : Connected.LATER;
      } catch (final IOException taken) {
        connection.close();
        if (!ConnectFailure.lacksPort(taken)) {
          throw taken;
        }
      }
    }
    return Connected.NO_PORT;
  }

  private Connection open(final BackendRuntime backend) throws IOException {
    final Socket socket = Sockets.open(address);
    final boolean isUnix = address instanceof DomainSocketAddress;
    connection = new Connection(socket, isUnix, listener);
    Sockets.configure(socket, backend.config().socket(), isUnix);
    if (speaksFirst && !isUnix) {
      Sockets.speakFirst(socket);
    }
    return connection;
  }

  /** Keeps it for another request, and holds it no more. Returns null where it was closed. */
  PooledConnection keep(final Server server, final boolean isPrivate, final long nowNanos) {
    if (pooled == null) {
      pooled = new PooledConnection(worker, connection, server, address);
    }
    final PooledConnection kept = pooled.keep(isPrivate, nowNanos) ? pooled : null;
    connection = null;
    pooled = null;
    return kept;
  }

  void close() {
    if (connection != null) {
      connection.close();
      connection = null;
      pooled = null;
    }
  }

  /** Closes a connection on which all is answered; {@link #close} follows. */
  void closeAnswered() {
    if (connection != null) {
      connection.closeAnswered();
    }
  }

  /** Cuts it; {@link #close} follows. */
  void reset() {
    if (connection != null) {
      connection.reset();
    }
  }

  /** Null: there is none. */
  Connection connection() {
    return connection;
  }

  /** Where it leads, or led. */
  SocketAddress address() {
    return address;
  }

  /** Whether it served another request before. */
  boolean reused() {
    return reused;
  }
}
