package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Peer;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Clients and servers that take too long, and what they are told. */
class HttpTimeoutIT {
  private static final String GET = "GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";

  @Test
  void shouldAnswer408WhenAHeadComesTooSlowly() throws Exception {
    // Given
    try (var rig = HttpRig.listen("timeout { http-request = 300ms, client = 1m }");
        var client = rig.connect()) {
      // When
      client.send("GET / HT");
      await().pollDelay(Duration.ofMillis(200)).until(() -> true);
      client.send("T");
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 408 ");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
      awaitLine(rig, "<BADREQ>", " 408 ", " cR-- ");
    }
  }

  @Test
  void shouldAnswer408WhenNothingComes() throws Exception {
    // Given
    try (var rig = HttpRig.listen("timeout { http-request = 200ms }");
        var client = rig.connect()) {
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 408 ");
      awaitLine(rig, " 408 ", " cR-- ");
    }
  }

  @Test
  void shouldLetAnIdleClientGoWithoutAWord() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig =
            HttpRig.of(
                peer -> HttpRig.answerAll(peer, asked), "timeout { http-keep-alive = 200ms }");
        var client = rig.connect()) {
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      // Then
      assertThat(client.receiveAll()).isEmpty();
      assertThat(rig.lines()).hasSize(1);
    }
  }

  @Test
  void shouldAnswer504WhenTheServerIsSilent() throws Exception {
    // Given
    try (var rig = HttpRig.listen("timeout { server = 200ms }");
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 504 ");
      awaitLine(rig, " 504 ", " sH-- ");
    }
  }

  @Test
  void shouldCutAResponseThatStops() throws Exception {
    // Given
    try (var rig = HttpRig.listen("timeout { server = 200ms }");
        var client = rig.connect()) {
      client.send(GET);
      rig.accept().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
      // Then
      HttpRig.head(client);
      assertThat(client.receive(3)).isEqualTo("abc");
      client.awaitEnd();
      awaitLine(rig, " 200 ", " sD-- ");
    }
  }

  @Test
  void shouldAnswer408WhenABodyStops() throws Exception {
    // Given
    try (var rig = HttpRig.listen("timeout { client = 200ms }");
        var client = rig.connect()) {
      // When
      client.send("POST / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 9\r\n\r\nabc");
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 408 ");
      awaitLine(rig, " 408 ", " cD-- ");
    }
  }

  @Test
  void shouldAnswer503WhenTheQueueDoesNotMove() throws Exception {
    // Given
    try (var rig = HttpRig.listen("timeout { queue = 200ms }, default-server { maxconn = 1 }");
        var first = rig.connect();
        var second = rig.connect()) {
      first.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      // When
      second.send(GET);
      // Then
      assertThat(HttpRig.message(second)).startsWith("HTTP/1.1 503 ");
      awaitLine(rig, " 503 ", " sQ-- ");
      server.send(HttpRig.ok("at last"));
      assertThat(HttpRig.message(first)).endsWith("at last");
    }
  }

  private static void awaitLine(final HttpRig rig, final String... parts) {
    await().untilAsserted(() -> assertThat(rig.lines()).isNotEmpty());
    assertThat(rig.lines().getLast()).contains(parts);
  }
}
