package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Peer;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Connections that serve one request after another. */
class KeepAliveIT {
  @Test
  void shouldServeRequestsOfOneConnectionByOneConnection() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), "");
        var client = rig.connect()) {
      // When
      for (int i = 0; i < 10; i++) {
        client.send("GET /" + i + " HTTP/1.1\r\n" + HttpRig.HOST + "X-Y: z\r\n\r\n");
        // Then
        assertThat(HttpRig.message(client)).isEqualTo(HttpRig.ok("/" + i));
      }
      assertThat(asked.getFirst()).isEqualTo("GET /0 HTTP/1.1\r\nHost: a\r\nX-Y: z\r\n\r\n");
      assertThat(rig.server.count()).isEqualTo(1);
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(10));
      assertThat(rig.lines().getFirst())
          .contains(" web web/s 0/0/", " 200 ", " - - ---- 1/1/1/1/0 0/0 \"GET /0 HTTP/1.1\"");
    }
  }

  @Test
  void shouldAnswerPipelinedRequestsInOrder() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), "");
        var client = rig.connect()) {
      final var all = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\n").append(HttpRig.HOST).append("\r\n");
      }
      // When
      client.send(all.toString());
      // Then
      for (int i = 0; i < 100; i++) {
        assertThat(HttpRig.message(client)).endsWith("\r\n\r\n/" + i);
      }
      assertThat(asked).hasSize(100);
    }
  }

  @Test
  void shouldCloseWhenTheClientAsksForIt() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), "");
        var client = rig.connect()) {
      // When
      client.send("GET / HTTP/1.1\r\n" + HttpRig.HOST + "Connection: close\r\n\r\n");
      // Then
      assertThat(HttpRig.message(client)).contains("\r\nConnection: close\r\n").endsWith("/");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
      assertThat(asked.getFirst()).doesNotContain("Connection");
    }
  }

  @Test
  void shouldCarryBodiesBothWays() throws Exception {
    // Given
    try (var rig = HttpRig.listen("");
        var client = rig.connect()) {
      client.send("POST /up HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 10\r\n\r\n01234");
      var server = rig.accept();
      // When
      assertThat(HttpRig.head(server)).startsWith("POST /up HTTP/1.1\r\n");
      client.send("56789");
      assertThat(server.receive(10)).isEqualTo("0123456789");
      server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
      server.send("2;x=y\r\nde\r\n0\r\n\r\n");
      // Then
      assertThat(HttpRig.head(client)).contains("Transfer-Encoding: chunked");
      assertThat(client.receive(20)).isEqualTo("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    }
  }

  @Test
  void shouldServeHttp10() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), "");
        var client = rig.connect()) {
      client.send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(HttpRig.message(client)).contains("\r\nConnection: keep-alive\r\n").endsWith("/1");
      // When
      client.send("GET /2 HTTP/1.0\r\n\r\n");
      // Then
      assertThat(HttpRig.message(client)).contains("\r\nConnection: close\r\n").endsWith("/2");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
  }
}
