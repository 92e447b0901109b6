package io.sluice.engine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server that treats each connection as a test says: by a script, or in the test's own hands. For
 * any thread.
 */
public final class ScriptedServer implements AutoCloseable {
  /** What is done to a connection; it is closed afterwards. Runs on a thread of its own. */
  @FunctionalInterface
  public interface Script {
    void run(Peer peer) throws IOException;
  }

  private final ServerSocketChannel listener;
  private final Script script;
  private final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private volatile boolean closed;

  private ScriptedServer(SocketAddress address, Script script) {
    this.script = script;
    try {
      listener =
          address instanceof UnixDomainSocketAddress
              ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
              : ServerSocketChannel.open();
      listener.bind(address, 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("accept-" + address).start(this::acceptAll);
  }

  /** Runs a script for each connection to a free port of 127.0.0.1. */
  public static ScriptedServer start(Script script) {
    return start(Ports.on(Ports.free()), script);
  }

  /** Runs a script for each connection to a TCP or unix address. */
  public static ScriptedServer start(SocketAddress address, Script script) {
    return new ScriptedServer(address, script);
  }

  /** Accepts connections to a free port of 127.0.0.1 for {@link #accept()}. */
  public static ScriptedServer listen() {
    return new ScriptedServer(Ports.on(Ports.free()), null);
  }

  /** 127.0.0.1 and the port, or the unix address. */
  public SocketAddress address() {
    try {
      return listener.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return ((InetSocketAddress) address()).getPort();
  }

  /** The next connection, waiting for it for 30 s; for a server without a script. */
  public Peer accept() throws InterruptedException {
    var peer = accepted.poll(Deadline.USUAL.toMillis(), TimeUnit.MILLISECONDS);
    if (peer == null) {
      throw new AssertionError("nobody connected to " + address());
    }
    return peer;
  }

  /** How many connections were accepted so far. */
  public int count() {
    return peers.size();
  }

  private void acceptAll() {
    try {
      while (true) {
        var peer = Peer.of(listener.accept());
        peers.add(peer);
        if (closed) {
          // Accepted while the others were closed.
          peer.close();
        } else if (script == null) {
          accepted.add(peer);
        } else {
          Thread.ofPlatform().daemon().name("script").start(() -> play(peer));
        }
      }
    } catch (ClosedChannelException _) {
      // Closed.
    } catch (IOException e) {
      failures.add(e);
    }
  }

  private void play(Peer peer) {
    try (peer) {
      script.run(peer);
    } catch (IOException _) {
      // The other side ended first, which a script need not expect.
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  /**
   * Closes the listener and every connection.
   *
   * @throws AssertionError when a script failed by anything but its connection
   */
  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    for (var peer : peers) {
      peer.close();
    }
    if (!failures.isEmpty()) {
      var error = new AssertionError("a script failed");
      new ArrayList<>(failures).forEach(error::addSuppressed);
      throw error;
    }
  }
}
