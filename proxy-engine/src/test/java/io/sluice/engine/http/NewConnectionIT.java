package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Peer;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Clients that come for one request. */
class NewConnectionIT {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\n" + HttpRig.HOST + "Connection: close\r\n\r\n";

  @Test
  void shouldGiveTheWholeAnswerToAClientThatSaysMoreThanItsLastRequest() throws Exception {
    // Given
    try (var rig = HttpRig.listen("");
        var client = rig.connect()) {
      client.send(REQUEST);
      final var server = rig.accept();
      HttpRig.head(server);
      client.send("\r\nwhat nobody asked for");
      // When
      server.send(HttpRig.ok("x".repeat(1000)));
      // Then
      assertThat(HttpRig.message(client)).endsWith("x".repeat(1000));
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
  }

  @Test
  void shouldSeeAClientGoWhileTheServerThinks() throws Exception {
    // Given
    try (var rig = HttpRig.listen("abortonclose = on");
        var client = rig.connect()) {
      client.send(REQUEST);
      final var server = rig.accept();
      HttpRig.head(server);
      // When
      client.halfClose();
      // Then
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" CH-- ");
    }
  }

  @Test
  void shouldKeepNoMoreServerConnectionsThanWereInUseTogether() throws Exception {
    // Given
    final var peers = new CopyOnWriteArrayList<Peer>();
    try (var rig = HttpRig.listen("")) {
      for (int i = 0; i < 3; i++) {
        try (var client = rig.connect()) {
          client.send(REQUEST);
          final var server = rig.accept();
          peers.add(server);
          HttpRig.head(server);
          // When
          server.send(HttpRig.ok("x"));
          assertThat(HttpRig.message(client)).endsWith("x");
          assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
        }
      }
      // Then
      assertThat(peers.get(1).awaitEnd()).isEqualTo(Peer.End.RESET);
      assertThat(peers.get(2).awaitEnd()).isEqualTo(Peer.End.RESET);
      assertThat(peers.getFirst().quietFor(Duration.ofMillis(50))).isTrue();
    }
  }

  @Test
  void shouldServeTheRestOfARequestThatComesInPieces() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), "");
        var client = rig.connect()) {
      // When
      client.drip(REQUEST, Duration.ofMillis(2));
      // Then
      assertThat(HttpRig.message(client)).endsWith("/");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
  }
}
