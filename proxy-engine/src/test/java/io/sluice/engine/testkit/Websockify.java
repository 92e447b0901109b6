package io.sluice.engine.testkit;

import java.io.IOException;
import java.util.List;

/**
 * A real websockify, which noVNC's proxy in Nova is made of: it carries WebSocket messages to a TCP
 * server and back. For one test thread.
 */
public final class Websockify extends RealServer {
  private final int target;

  private Websockify(final int target) {
    super("websockify");
    this.target = target;
  }

  /**
   * Starts one.
   *
   * @param target the port of 127.0.0.1 where its messages go
   */
  public static Websockify launch(final int target) {
    final var server = new Websockify(target);
    server.start();
    return server;
  }

  @Override
  List<String> command() {
    return List.of("websockify", "127.0.0.1:" + port(), "127.0.0.1:" + target);
  }

  @Override
  boolean answers() throws IOException {
    try (var peer = Peer.connect(address(), tryTimeout())) {
      peer.send("GET / HTTP/1.0\r\n\r\n");
      return peer.readLine().startsWith("HTTP/1.");
    }
  }
}
