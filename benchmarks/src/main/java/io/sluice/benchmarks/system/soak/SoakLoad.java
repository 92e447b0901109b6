package io.sluice.benchmarks.system.soak;

import io.sluice.benchmarks.system.load.Load;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A load of the same few things, fifty times a second: {@value #KEPT} requests on as many
 * connections that stay, {@value #FRESH} on new ones in mode http and as many in mode tcp, beside
 * {@value #IDLE} sessions that say nothing. One thread does it all; counters are read by others.
 */
final class SoakLoad {
  private static final int KEPT = 36;
  private static final int FRESH = 2;
  private static final int IDLE = 200;
  private static final long TICK_NANOS = 20_000_000;
  private static final byte[] KEPT_REQUEST = request("keep-alive");
  private static final byte[] LAST_REQUEST = request("close");

  private final int httpPort;
  private final int tcpPort;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<Socket> idle = new ArrayList<>();
  private final Socket[] kept = new Socket[KEPT];
  private final byte[] buffer = new byte[4096];
  private int responseBytes;

  SoakLoad(final int httpPort, final int tcpPort) {
    this.httpPort = httpPort;
    this.tcpPort = tcpPort;
  }

  private static byte[] request(final String connection) {
    final String text =
        "GET /v3/auth/tokens HTTP/1.1\r\nHost: api\r\n"
            + String.join("\r\n", Load.HEADERS)
            + "\r\nConnection: "
            + connection
            + "\r\n\r\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  long answered() {
    return answered.get();
  }

  long failed() {
    return failed.get();
  }

  void start() throws IOException {
    for (int i = 0; i < IDLE; i++) {
      idle.add(connect(tcpPort));
    }
    final Thread thread = new Thread(this::run, "soak-load");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long next = System.nanoTime();
    while (true) {
      tick();
      next += TICK_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void tick() {
    for (int i = 0; i < KEPT; i++) {
      send(i);
    }
    for (int i = 0; i < KEPT; i++) {
      receive(i);
    }
    for (int i = 0; i < FRESH; i++) {
      once(httpPort);
      once(tcpPort);
    }
  }

  private void send(final int i) {
    try {
      if (kept[i] == null) {
        kept[i] = connect(httpPort);
      }
      kept[i].getOutputStream().write(KEPT_REQUEST);
    } catch (final IOException e) {
      lose(i);
    }
  }

  private void receive(final int i) {
    if (kept[i] == null) {
      return;
    }
    try {
      final InputStream in = kept[i].getInputStream();
      int read = in.read(buffer);
      if (!isFine(read)) {
        // Or closed by a reload before the request came: the next one is on a new connection.
        lose(i);
        return;
      }
      // All fine responses have one length, which the first one, small and alone on its way, tells.
      responseBytes = Math.max(responseBytes, read);
      while (read < responseBytes) {
        final int more = in.read(buffer);
        if (more < 0) {
          lose(i);
          return;
        }
        read += more;
      }
      answered.incrementAndGet();
    } catch (final IOException e) {
      lose(i);
    }
  }

  /** Whether what was read begins a response of status 200. */
  private boolean isFine(final int read) {
    return read >= 12 && buffer[9] == '2' && buffer[10] == '0' && buffer[11] == '0';
  }

  private void lose(final int i) {
    failed.incrementAndGet();
    try {
      if (kept[i] != null) {
        kept[i].close();
      }
    } catch (final IOException e) {
      failed.incrementAndGet();
    }
    kept[i] = null;
  }

  private void once(final int port) {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(LAST_REQUEST);
      final int bytes = socket.getInputStream().readNBytes(buffer, 0, buffer.length);
      (isFine(bytes) ? answered : failed).incrementAndGet();
    } catch (final IOException e) {
      failed.incrementAndGet();
    }
  }

  private static Socket connect(final int port) throws IOException {
    final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    return socket;
  }
}
