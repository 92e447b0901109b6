package io.sluice.engine.testkit;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Any server program that takes connections, such as haproxy or socat. For one test thread. */
public final class Program extends RealServer {
  private final List<String> command;

  private Program(String name, Function<Program, List<String>> command) {
    super(name);
    this.command = List.copyOf(command.apply(this));
  }

  /**
   * Starts it and waits until it accepts a connection.
   *
   * @param command makes the program and its arguments from its port and its folder
   */
  public static Program launch(String name, Function<Program, List<String>> command) {
    var server = new Program(name, command);
    server.start();
    return server;
  }

  /** Writes a file into its folder. */
  public String file(String name, String text) {
    return files().file(name, text).toString();
  }

  @Override
  List<String> command() {
    return command;
  }

  @Override
  boolean answers() throws IOException {
    Peer.connect(address(), tryTimeout()).close();
    return true;
  }
}
