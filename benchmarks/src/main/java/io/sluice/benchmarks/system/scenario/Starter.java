package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.host.Programs;
import io.sluice.benchmarks.system.scene.Proxies;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Starts one of two proxies, again and again. For one thread.
 *
 * @param scene where they run
 * @param proxies what they are told
 * @param adminPort where Sluice tells whether it is ready
 */
record Starter(Scene scene, Proxies proxies, int adminPort) {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final long LOOK_MILLIS = 2;

  /** To ask more often would take from the proxy what it needs to become ready. */
  private static final long READY_LOOK_MILLIS = 20;

  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** As an installation does, once. */
  void makeCache() throws IOException, InterruptedException {
    Programs.run(List.of(scene.launcher().toString(), "--make-cache"));
  }

  /** Starts the one of a way, and waits for the first byte that a client gets. */
  Started start(final Way way) throws IOException, InterruptedException {
    final boolean ours = way.name().equals("Sluice");
    final List<String> command = ours ? proxies.sluiceCommand() : proxies.haproxyCommand();
    final long beginNanos = System.nanoTime();
    final Process process = scene.start("start-" + way.name(), command);
    while (!answers(way.port())) {
      if (!process.isAlive() || System.nanoTime() - beginNanos > PATIENCE_NANOS) {
        throw new IOException(way.name() + " does not start");
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return new Started(process, (System.nanoTime() - beginNanos) / 1e6, ours ? adminPort : 0);
  }

  /** A session in mode tcp answers as well: the server behind it speaks HTTP. */
  private static boolean answers(final int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(REQUEST);
      return socket.getInputStream().read() >= 0;
    } catch (final IOException notYet) {
      return false;
    }
  }

  /**
   * One that runs.
   *
   * @param adminPort where it tells whether it is ready; 0: it is when it serves
   */
  record Started(Process process, double firstByteMillis, int adminPort) implements AutoCloseable {
    long pid() {
      return process.pid();
    }

    void awaitReady() throws InterruptedException {
      final long beginNanos = System.nanoTime();
      while (adminPort != 0 && !isReady() && System.nanoTime() - beginNanos < PATIENCE_NANOS) {
        Thread.sleep(READY_LOOK_MILLIS);
      }
    }

    private boolean isReady() {
      try {
        final var connection =
            (HttpURLConnection)
                URI.create("http://127.0.0.1:" + adminPort + "/readyz").toURL().openConnection();
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } catch (final IOException notYet) {
        return false;
      }
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}
