package io.sluice.benchmarks.system.scene;

/**
 * One way to the server.
 *
 * @param name as the table says it
 * @param port of 127.0.0.1 where it begins
 * @param pid the proxy's process; 0: there is none
 */
public record Way(String name, int port, long pid) {
  /** Straight to the server. */
  public static Way direct(final int port) {
    return new Way("direct", port, 0);
  }
}
