package io.sluice.engine.warmup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clients of a rehearsal: some that stay, some that come for one request, in modes http and
 * tcp, until they are closed. Each has a virtual thread.
 */
final class RehearsalClients implements AutoCloseable {
  /** The body of a POST. */
  static final int BODY_BYTES = 10 << 10;

  private static final int STAYING = 6;
  private static final int COMING = 2;
  private static final int SOCKET_MILLIS = 2000;
  private static final byte[] GET = head("GET /v3/auth/tokens", "keep-alive");
  private static final byte[] GET_LAST = head("GET /v3/auth/tokens", "close");
  private static final byte[] LARGE = head("GET /large", "keep-alive");
  private static final byte[] POST = post();

  private final AtomicLong answered = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  RehearsalClients(final int httpPort, final int tcpPort) {
    for (int i = 0; i < STAYING; i++) {
      start(() -> stay(httpPort));
      start(() -> stay(tcpPort));
    }
    for (int i = 0; i < COMING; i++) {
      start(() -> come(httpPort));
      start(() -> come(tcpPort));
    }
  }

  private interface Visit {
    void run() throws IOException;
  }

  private void start(final Visit visit) {
    threads.add(
        Thread.ofVirtual()
            .name("rehearsal-client")
            .start(() -> {
              try {
                while (!over) {
                  visit.run();
                }
              } catch (final IOException end) {
                // A rehearsal that fails is a start without one.
                over = true;
              }
            }));
  }

  long answered() {
    return answered.get();
  }

  private void stay(final int port) throws IOException {
    try (Socket socket = connect(port)) {
      final InputStream in = new BufferedInputStream(socket.getInputStream(), 32 << 10);
      for (int i = 0; !over; i++) {
        // One in 64 is large, and one has a body.
        ask(socket, in, i % 64 == 7 ? LARGE : i % 64 == 21 ? POST : GET);
      }
      ask(socket, in, GET_LAST);
    }
  }

  private void come(final int port) throws IOException {
    try (Socket socket = connect(port)) {
      ask(socket, socket.getInputStream(), GET_LAST);
    }
  }

  private static Socket connect(final int port) throws IOException {
    final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(SOCKET_MILLIS);
    return socket;
  }

  private void ask(final Socket socket, final InputStream in, final byte[] request)
      throws IOException {
    socket.getOutputStream().write(request);
    final ResponseReader response = new ResponseReader();
    response.read(in);
    answered.incrementAndGet();
  }

  private static byte[] head(final String line, final String connection) {
    return text(line, "Connection: " + connection + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] post() {
    final String head = text("POST /v3/auth/tokens", "Content-Length: " + BODY_BYTES + "\r\n");
    return (head + "x".repeat(BODY_BYTES)).getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(final String line, final String last) {
    return line
        + " HTTP/1.1\r\nHost: api.rehearsal\r\nUser-Agent: python-keystoneclient\r\n"
        + "Accept: application/json\r\nAccept-Encoding: gzip, deflate\r\nX-Auth-Token: gAAAAABl"
        + "x".repeat(175)
        + "\r\n"
        + last
        + "\r\n";
  }

  /** Ends them, and waits until they have ended. */
  @Override
  public void close() {
    over = true;
    for (final Thread thread : threads) {
      try {
        thread.join();
      } catch (final InterruptedException e) {
        // Whoever ends the process does not wait for them either.
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
