package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are tried again, and how servers' connections are shared. */
class HttpRetryIT {
  private static final String GET = "GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";
  private static final String POST =
      "POST / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 5\r\n\r\nhello";

  @ParameterizedTest
  @CsvSource({
    "empty-response, ''",
    "junk-response, nonsense",
    "503, HTTP/1.1 503 No\\r\\nContent-Length: 0\\r\\n\\r\\n"
  })
  void shouldTryAgainWhenToldTo(final String what, final String first) throws Exception {
    // Given
    final AtomicInteger tries = new AtomicInteger();
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig =
            HttpRig.of(
                peer -> {
                  asked.add(HttpRig.message(peer));
                  peer.send(
                      tries.incrementAndGet() == 1
                          ? first.replace("\\r\\n", "\r\n")
                          : HttpRig.ok("second"));
                },
                "retry-on = \"" + what + "\"");
        var client = rig.connect()) {
      // When
      client.send(POST);
      // Then
      assertThat(HttpRig.message(client)).endsWith("second");
      assertThat(asked).containsExactly(POST, POST);
    }
  }

  @Test
  void shouldTryAgainWhenTheServerIsSilent() throws Exception {
    // Given
    final AtomicInteger tries = new AtomicInteger();
    try (var rig =
            HttpRig.of(
                peer -> {
                  HttpRig.message(peer);
                  if (tries.incrementAndGet() == 1) {
                    peer.awaitEnd();
                  }
                  peer.send(HttpRig.ok("second"));
                },
                "retry-on = response-timeout, timeout { server = 200ms }");
        var client = rig.connect()) {
      // When
      client.send(POST);
      // Then
      assertThat(HttpRig.message(client)).endsWith("second");
    }
  }

  @Test
  void shouldEndTryingAfterSoMany() throws Exception {
    // Given
    final AtomicInteger tries = new AtomicInteger();
    try (var rig =
            HttpRig.of(
                peer -> {
                  tries.incrementAndGet();
                  HttpRig.head(peer);
                },
                "retries = 2, retry-on = all-retryable-errors");
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 502 ");
      assertThat(tries.get()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"never, 2", "safe, 2", "always, 1"})
  void shouldShareConnectionsAsTold(final String reuse, final int connections) throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), "http-reuse = " + reuse);
        var first = rig.connect();
        var second = rig.connect()) {
      // When
      for (final Peer client : new Peer[] {first, first, second}) {
        client.send(GET);
        assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      }
      // Then
      assertThat(rig.server.count()).isEqualTo(connections);
    }
  }

  @Test
  void shouldCloseAConnectionThatNobodyMayUseAnyMore() throws Exception {
    // Given
    final var left = new AtomicInteger();
    final ScriptedServer.Script counting =
        peer -> {
          HttpRig.message(peer);
          peer.send(HttpRig.ok("x"));
          peer.awaitEnd();
          left.incrementAndGet();
        };
    try (var other = ScriptedServer.start(counting);
        var rig =
            HttpRig.of(
                counting, "http-reuse = never, servers.t = \"127.0.0.1:" + other.port() + "\"");
        var client = rig.connect()) {
      // When
      for (int i = 0; i < 2; i++) {
        client.send(GET);
        assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      }
      // Then
      await().untilAsserted(() -> assertThat(left).hasValue(1));
    }
    await().untilAsserted(() -> assertThat(left).hasValue(2));
  }

  @ParameterizedTest
  @CsvSource({"server-close, true", "close, false"})
  void shouldCloseAsTold(final String mode, final boolean clientStays) throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), "http-connection = " + mode);
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      assertThat(asked.getFirst()).contains("Connection: close");
      assertThat(client.quietFor(Duration.ofMillis(100))).isEqualTo(clientStays);
    }
  }

  @Test
  void shouldCloseIdleConnectionsWhenTheirTimeIsOver() throws Exception {
    // Given
    try (var rig = HttpRig.listen("default-server { pool-purge-delay = 100ms }");
        var client = rig.connect()) {
      client.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      server.send(HttpRig.ok("ok"));
      HttpRig.message(client);
      // Then
      assertThat(server.awaitEnd()).isEqualTo(Peer.End.RESET);
    }
  }
}
