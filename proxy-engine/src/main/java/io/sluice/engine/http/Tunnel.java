package io.sluice.engine.http;

import io.netty.buffer.ByteBuf;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.SideTimeout;
import io.sluice.engine.tcp.Relay;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Worker;
import java.util.concurrent.TimeUnit;

/**
 * What an exchange becomes when its server changes the protocol: bytes, in both directions.
 * Confined to its worker.
 */
final class Tunnel implements Relay.Owner {
  private final HttpSession session;
  private final Exchange exchange;
  private final Relay relay;

  /**
   * @param client the connection of the client
   * @param server the connection of the server
   */
  Tunnel(
      final Worker worker,
      final HttpSession session,
      final Exchange exchange,
      final Connection client,
      final Connection server) {
    this.session = session;
    this.exchange = exchange;
    final Rooms rooms = exchange.rooms();
    final BackendRuntime backend = rooms.parties.backend;
    final long saidNanos =
        TimeUnit.MILLISECONDS.toNanos(rooms.parties.transaction().tunnelTimeoutMillis);
    final SideTimeout said = saidNanos > 0 ? new SideTimeout(saidNanos, saidNanos) : null;
    relay =
        new Relay(
            worker,
            said == null ? rooms.parties.frontend.tunnelTimeout(backend) : said,
            said == null ? backend.serverTimeout() : said,
            client,
            server,
            rooms.accounting.all(),
            rooms.parties.zeroCopy(),
            this);
  }

  /** Begins, with what both sides have said already. */
  void start(final ClientStream stream, final long nowNanos) {
    final ByteBuf down = stream.takeOut();
    relay.start(stream.takeIn(), down, nowNanos);
  }

  /** Ended from outside. */
  void close(final Cause cause) {
    exchange.onTunnelOver(cause, relay.bytesOut());
    relay.close();
  }

  @Override
  public void onServerGone() {
    exchange.releaseServer();
  }

  @Override
  public void onRelayOver(final Cause cause) {
    exchange.onTunnelOver(cause, relay.bytesOut());
    session.onTunnelOver();
  }
}
