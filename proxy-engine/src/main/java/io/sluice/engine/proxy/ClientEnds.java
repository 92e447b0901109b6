package io.sluice.engine.proxy;

import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.transport.Connection;
import java.net.SocketAddress;

/**
 * Both ends of a client's connection as rules see them; each is made when it is first asked for.
 * Confined to the connection's worker.
 */
public final class ClientEnds {
  private final SocketAddress address;
  private final Connection client;
  private Endpoint source;
  private Endpoint destination;

  /**
   * @param address the client's
   */
  public ClientEnds(final SocketAddress address, final Connection client) {
    this.address = address;
    this.client = client;
  }

  /** Nothing reaches the client from now on, not even the end. */
  public void silence() {
    client.silence();
  }

  /** The client's end. */
  public Endpoint source() {
    if (source == null) {
      source = Endpoint.of(address);
    }
    return source;
  }

  /** Our end; it can be asked for anew as long as the connection is open. */
  public Endpoint destination() {
    if (destination == null) {
      destination = Endpoint.of(client.localAddress());
    }
    return destination;
  }
}
