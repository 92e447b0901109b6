package io.sluice.engine.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients of a rehearsal and its server, without a Sluice between them. */
class RehearsalClientsIT {
  /** All kinds of requests, of connections and of ends are in fewer. */
  private static final long ALL_KINDS = 5000;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void shouldBeAnsweredWhateverTheyAsk() throws IOException {
    // Given
    try (var server = RehearsalServer.start();
        var clients = new RehearsalClients(List.of(server.port()), server.port())) {
      long endNanos = System.nanoTime() + PATIENCE.toNanos();
      // When
      while (clients.answered() < ALL_KINDS && System.nanoTime() - endNanos < 0) {
        Thread.onSpinWait();
      }
      // Then
      assertThat(clients.answered()).isGreaterThanOrEqualTo(ALL_KINDS);
    }
  }

  @Test
  void shouldEndWhenNobodyAnswers() throws IOException {
    // Given
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var clients = new RehearsalClients(List.of(silent.getLocalPort()), silent.getLocalPort());
      // When
      clients.close();
      // Then
      assertThat(clients.answered()).isZero();
    }
  }
}
