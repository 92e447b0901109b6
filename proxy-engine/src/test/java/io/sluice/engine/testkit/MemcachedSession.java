package io.sluice.engine.testkit;

import java.io.IOException;
import java.net.SocketAddress;

/** A client of memcached's text protocol. For one thread. */
public final class MemcachedSession implements AutoCloseable {
  private final Peer peer;

  private MemcachedSession(Peer peer) {
    this.peer = peer;
  }

  public static MemcachedSession connect(SocketAddress address) throws IOException {
    return new MemcachedSession(Peer.connect(address));
  }

  public Peer peer() {
    return peer;
  }

  /**
   * Stores a value.
   *
   * @throws IOException when the answer is another than STORED
   */
  public void set(String key, String value) throws IOException {
    peer.send("set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n");
    String answer = peer.readLine();
    if (!answer.equals("STORED")) {
      throw new IOException("set " + key + ": " + answer);
    }
  }

  /** The value of a key, or null when there is none. */
  public String get(String key) throws IOException {
    peer.send("get " + key + "\r\n");
    String head = peer.readLine();
    if (head.equals("END")) {
      return null;
    }
    if (!head.startsWith("VALUE " + key + " ")) {
      throw new IOException("get " + key + ": " + head);
    }
    String value = peer.receive(Integer.parseInt(head.substring(head.lastIndexOf(' ') + 1)));
    peer.receive("\r\nEND\r\n".length());
    return value;
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
