package io.sluice.engine.warmup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server of a rehearsal for what is rare: requests with a body, and answers of 256 KiB, which
 * go through pipes of the kernel; the others are answered by the rehearsed Sluice itself. Each
 * connection has a virtual thread.
 *
 * <p>Everything may be called by any thread.
 */
final class RehearsalServer implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final byte[] SHORT = response(90);
  private static final byte[] LARGE = response(256 << 10);

  private final ServerSocket socket;
  private final DatagramSocket log;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private RehearsalServer() throws IOException {
    socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    log = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  static RehearsalServer start() throws IOException {
    final RehearsalServer server = new RehearsalServer();
    Thread.ofVirtual().name("rehearsal-server").start(server::accept);
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  int logPort() {
    return log.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        final Socket client = socket.accept();
        open.add(client);
        Thread.ofVirtual().name("rehearsal-server-client").start(() -> serve(client));
      }
    } catch (final IOException closed) {
      // It is over.
    }
  }

  private void serve(final Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      final InputStream in = client.getInputStream();
      final RequestReader request = new RequestReader();
      while (request.read(in)) {
        client.getOutputStream().write(request.isLarge() ? LARGE : SHORT);
      }
    } catch (final IOException over) {
      // The connection is, one way or another.
    } finally {
      open.remove(client);
    }
  }

  private static byte[] response(final int length) {
    final String text =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nServer: rehearsal\r\n"
            + "Vary: X-Auth-Token\r\nx-openstack-request-id: req-701aa135-a759-4a52-a994\r\n"
            + "Content-Length: "
            + length
            + "\r\n\r\n"
            + "x".repeat(length);
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      socket.close();
      log.close();
      for (final Socket client : open) {
        client.close();
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
