package io.sluice.engine.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of 127.0.0.1 that neither accepts nor refuses: its backlog is full, so the kernel drops
 * every SYN, and a connect to it waits until it times out. For one test thread.
 */
public final class SilentListener implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final int MOST_PENDING = 10;

  private final ServerSocket listener;
  private final List<Peer> pending = new ArrayList<>();

  private SilentListener() throws IOException {
    listener = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress());
  }

  public static SilentListener start() throws IOException {
    var silent = new SilentListener();
    while (silent.accepts()) {
      if (silent.pending.size() > MOST_PENDING) {
        throw new IllegalStateException("the backlog does not fill");
      }
    }
    return silent;
  }

  private boolean accepts() {
    try {
      pending.add(Peer.connect(address(), PATIENCE));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public InetSocketAddress address() {
    return Ports.on(port());
  }

  @Override
  public void close() throws IOException {
    for (var peer : pending) {
      peer.close();
    }
    listener.close();
  }
}
