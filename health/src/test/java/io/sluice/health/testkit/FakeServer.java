package io.sluice.health.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on loopback that does with each connection what a script says. One virtual thread for
 * each connection; a script that returns closes its connection.
 */
public final class FakeServer implements AutoCloseable {
  /** What happens on a connection; an IOException ends it quietly. */
  @FunctionalInterface
  public interface Script {
    void run(Socket socket) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();

  public FakeServer(final Script script) {
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** Connections so far. */
  public int accepted() {
    return accepted.get();
  }

  /**
   * How the next connection to end did so: {@code done} when the script came to its end, else the
   * message of what stopped it.
   */
  public String awaitEnd() throws InterruptedException {
    return ends.poll(10, TimeUnit.SECONDS);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        final Socket socket = listener.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(final Socket socket) {
    String end = "done";
    try (socket) {
      script.run(socket);
    } catch (IOException e) {
      end = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
      ends.add(end);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (final Socket socket : open) {
      socket.close();
    }
  }
}
