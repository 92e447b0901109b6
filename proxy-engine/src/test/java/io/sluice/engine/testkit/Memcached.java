package io.sluice.engine.testkit;

import java.io.IOException;
import java.util.List;

/** A real memcached. For one test thread. */
public final class Memcached extends RealServer {
  private Memcached() {
    super("memcached");
  }

  public static Memcached launch() {
    var server = new Memcached();
    server.start();
    return server;
  }

  @Override
  List<String> command() {
    // As the user who runs the test: a change of user would undo the child's bond to this JVM.
    return List.of(
        "memcached",
        "-u",
        System.getProperty("user.name"),
        "-l",
        "127.0.0.1",
        "-p",
        Integer.toString(port()),
        "-U",
        "0",
        "-m",
        "64",
        "-t",
        "2",
        "-c",
        "8192");
  }

  @Override
  boolean answers() throws IOException {
    try (var peer = Peer.connect(address(), tryTimeout())) {
      peer.send("version\r\n");
      return peer.readLine().startsWith("VERSION ");
    }
  }
}
