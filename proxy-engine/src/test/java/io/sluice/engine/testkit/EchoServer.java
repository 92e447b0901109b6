package io.sluice.engine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that sends back what it gets, to thousands at once, and closes after the client's end.
 * For any thread.
 */
public final class EchoServer implements AutoCloseable {
  private final ServerSocket listener;
  private final byte[] greeting;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  private volatile boolean closed;

  private EchoServer(InetAddress host, int port, String greeting) {
    this.greeting = greeting.getBytes(StandardCharsets.ISO_8859_1);
    try {
      listener = new ServerSocket(port, 4096, host);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("echo-" + port).start(this::acceptAll);
  }

  /** On a free port of 127.0.0.1. */
  public static EchoServer start() {
    return start(Ports.free(), "");
  }

  /** On a port of 127.0.0.1, with a text that each connection begins with, such as its name. */
  public static EchoServer start(int port, String greeting) {
    return new EchoServer(InetAddress.getLoopbackAddress(), port, greeting);
  }

  /** The same on another address of this host, such as 127.0.0.2. */
  public static EchoServer startOn(String address, int port, String greeting) {
    return new EchoServer(InetAddress.ofLiteral(address), port, greeting);
  }

  public int port() {
    return listener.getLocalPort();
  }

  public InetSocketAddress address() {
    return Ports.on(port());
  }

  /** How many connections were accepted so far. */
  public int accepted() {
    return accepted.get();
  }

  /** How many are open now. */
  public int openNow() {
    return open.size();
  }

  /** How many were open at once at most. */
  public int mostOpen() {
    return mostOpen.get();
  }

  private void acceptAll() {
    try {
      while (true) {
        var socket = listener.accept();
        open.add(socket);
        if (closed) {
          // Accepted while the others were closed.
          socket.close();
        }
        accepted.incrementAndGet();
        mostOpen.accumulateAndGet(open.size(), Math::max);
        Thread.ofVirtual().start(() -> echo(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var out = socket.getOutputStream();
      out.write(greeting);
      socket.getInputStream().transferTo(out);
      // No longer open before the client can see the end.
      open.remove(socket);
    } catch (IOException _) {
      // The client reset it, or the server is closed.
    } finally {
      open.remove(socket);
    }
  }

  /** Closes the listener and every connection. */
  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
