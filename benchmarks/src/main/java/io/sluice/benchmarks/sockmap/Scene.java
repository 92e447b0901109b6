package io.sluice.benchmarks.sockmap;

/**
 * A client and a server with two sockets of a relay between them. Confined to its thread.
 *
 * <pre>
 *   client ──── front | back ──── server
 * </pre>
 */
final class Scene implements AutoCloseable {
  final Tcp client;
  final Tcp front;
  final Tcp back;
  final Tcp server;

  Scene() {
    try (Tcp listener = Tcp.listen(0)) {
      client = Tcp.connect(listener.port());
      front = listener.accept();
      back = Tcp.connect(listener.port());
      server = listener.accept();
    }
  }

  /** Both sockets of the relay enter the maps. */
  void insert(final Maps maps, final int pair) {
    maps.insertPair(front, back, pair);
  }

  @Override
  public void close() {
    client.close();
    front.close();
    back.close();
    server.close();
  }
}
