package io.sluice.engine.proxy;

import io.sluice.backends.Server;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.IdleConnections;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * A connection to a server that answered at least one request to its end, between two of them or in
 * use for the next. Confined to its worker.
 *
 * <p>While it is idle it says nothing: bytes that nobody asked for, or its end, close it.
 */
public final class PooledConnection extends IdleConnections.Entry implements Connection.Listener {
  private final Worker worker;
  private final Connection connection;
  private final Server server;
  private final ServerRuntime runtime;
  private final SocketAddress address;
  PooledConnection above;
  PooledConnection below;
  boolean inPool;
  private boolean counted;
  private int uses;
  private long idleSinceNanos;

  /**
   * Of a connection that is in use.
   *
   * @param address where it leads
   */
  public PooledConnection(
      final Worker worker,
      final Connection connection,
      final Server server,
      final SocketAddress address) {
    this.worker = worker;
    this.connection = connection;
    this.server = server;
    this.address = address;
    runtime = BackendRuntime.of(server);
  }

  public Connection connection() {
    return connection;
  }

  /** Where it leads. */
  public SocketAddress address() {
    return address;
  }

  public Server server() {
    return server;
  }

  /** Whether it has served more than one request. */
  boolean isProven() {
    return uses > 1;
  }

  /**
   * Keeps it for another request.
   *
   * @param isPrivate whether only the client that used it may use it again
   * @return false: it was closed, since it is of no use or there are too many
   */
  public boolean keep(final boolean isPrivate, final long nowNanos) {
    uses++;
    if (!isUsable() || !isWanted(isPrivate, nowNanos) || !hasRoom()) {
      connection.closeAnswered();
      return false;
    }
    idleSinceNanos = nowNanos;
    connection.setListener(this);
    if (!isPrivate) {
      runtime.pool(worker.index()).push(this);
    }
    runtime.counters(worker.index()).idle++;
    worker.idle().add(this, nowNanos);
    return isIdle();
  }

  /**
   * Takes it out for use.
   *
   * @return false: it was closed, since it is of no use any more
   */
  public boolean take() {
    leave();
    if (isUsable()) {
      return true;
    }
    connection.closeAnswered();
    return false;
  }

  /** A client that may use no other connection always wants its own. */
  private boolean isWanted(final boolean isPrivate, final long nowNanos) {
    final int idle = runtime.pool(worker.index()).size();
    return runtime
            .demand(worker.index())
            .wantsOneMore(idle, nowNanos, runtime.poolSettings().purgeNanos())
        || isPrivate;
  }

  private boolean hasRoom() {
    final PoolSettings settings = runtime.poolSettings();
    if (settings.keepsNone()) {
      return false;
    }
    counted = settings.most() > 0 && runtime.tryCountIdle();
    return counted || settings.most() < 0;
  }

  private boolean isUsable() {
    return !connection.readable() && !connection.errorSeen() && address.equals(runtime.address());
  }

  private void leave() {
    worker.idle().remove(this);
    runtime.counters(worker.index()).idle--;
    if (inPool) {
      runtime.pool(worker.index()).remove(this);
    }
    if (counted) {
      counted = false;
      runtime.uncountIdle();
    }
  }

  @Override
  protected boolean isOver(final long nowNanos) {
    return nowNanos - idleSinceNanos >= runtime.poolSettings().purgeNanos()
        || !isUsable()
        || !server.state().takesSessions();
  }

  @Override
  public void closeIdle() {
    leave();
    connection.closeAnswered();
  }

  @Override
  public void onReady(final Connection which, final long nowNanos) {
    if (connection.readable() || connection.errorSeen()) {
      closeIdle();
    }
  }

  @Override
  public void onConnected(final Connection which, final IOException error, final long nowNanos) {
    throw new IllegalStateException("it was connected before");
  }

  @Override
  public void onDefect(final Connection which) {
    if (isIdle()) {
      closeIdle();
    }
  }
}
