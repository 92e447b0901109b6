package io.sluice.engine.http;

import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.transport.Connection;
import java.net.SocketAddress;

/**
 * Both ends of a client's connection as rules see them, made when one first asks. Confined to its
 * worker.
 */
final class ClientEnds implements HttpTransaction.Client {
  private final SocketAddress address;
  private final Connection client;
  private Endpoint source;
  private Endpoint destination;

  ClientEnds(final SocketAddress address, final Connection client) {
    this.address = address;
    this.client = client;
  }

  @Override
  public Endpoint source() {
    if (source == null) {
      source = Endpoint.of(address);
    }
    return source;
  }

  @Override
  public Endpoint destination() {
    if (destination == null) {
      destination = Endpoint.of(client.localAddress());
    }
    return destination;
  }
}
