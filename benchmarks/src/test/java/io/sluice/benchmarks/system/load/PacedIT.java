package io.sluice.benchmarks.system.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacedIT {
  private static final int STALL_MILLIS = 400;

  private final ServerSocket listener = listen();

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  /** Answers one request after the other, and stalls once. */
  private void serve() {
    try (Socket socket = listener.accept()) {
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      byte[] answer =
          "HTTP/1.1 200 OK\r\nContent-Type: a\r\nContent-Length: 2\r\n\r\nok".getBytes(US_ASCII);
      int served = 0;
      int matched = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        if (matched == 4) {
          matched = 0;
          if (++served == 20) {
            Thread.sleep(STALL_MILLIS);
          }
          out.write(answer);
        }
      }
    } catch (IOException | InterruptedException _) {
      // The client is done.
    }
  }

  @Test
  void shouldCountTheWaitOfRequestsThatWereDueWhileTheServerStalled() throws Exception {
    // Given
    Thread server = Thread.ofPlatform().start(this::serve);

    // When: 200 requests, of which 80 are due during the stall.
    Load.Outcome outcome = new Paced(1, 200).run(Way.direct(listener.getLocalPort()), 1);

    // Then: who counts from sending sees one slow request of 200, which is not the 99th percentile.
    server.join();
    assertThat(outcome.units()).isEqualTo(200);
    assertThat(outcome.failed()).isZero();
    assertThat(outcome.latency().p99()).isGreaterThan(STALL_MILLIS * 1_000 / 2.0);
  }
}
