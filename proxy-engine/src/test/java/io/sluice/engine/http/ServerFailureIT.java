package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import java.io.IOException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are not there, say nonsense, say too much or too little, or nothing. */
class ServerFailureIT {
  private static final String GET = "GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";
  private static final String POST =
      "POST / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 5\r\n\r\nhello";

  @Test
  void shouldAnswer503WhenThereIsNoServer() throws Exception {
    // Given
    try (var rig = HttpRig.of(peer -> {}, "default-server { disabled = on }");
        var client = rig.connect()) {
      // When
      client.send(GET + POST);
      // Then
      assertThat(HttpRig.message(client))
          .startsWith("HTTP/1.1 503 ")
          .doesNotContain("\r\nConnection:");
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 503 ");
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 503 ");
      awaitLine(rig, "web/<NOSRV>", " 503 ", " SC-- ");
    }
  }

  @Test
  void shouldAnswer503WhenTheServersOfAKeptConnectionAreGone() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), "");
        var client = rig.connect()) {
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      // When
      final String disabled =
          "servers.s = { address = \"127.0.0.1:%d\", disabled = on }".formatted(rig.server.port());
      assertThat(rig.proxy.reload(rig.config(disabled))).isEmpty();
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 503 ");
      assertThat(asked).hasSize(1);
    }
  }

  @Test
  void shouldAnswer503WhenTheServerRefuses() throws Exception {
    // Given
    final String options = "retries = 1, servers.s = \"127.0.0.1:" + Ports.free() + "\"";
    try (var rig = HttpRig.of(peer -> {}, options);
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 503 ");
      awaitLine(rig, " 503 ", " SC-- ");
    }
  }

  @Test
  void shouldAnswer502WhenTheServerSaysNothing() throws Exception {
    // Given
    try (var rig = HttpRig.of(HttpRig::head, "");
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 502 ");
      awaitLine(rig, "web/s", " 502 ", " SH-- ");
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 502 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1000\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"
      })
  void shouldCloseBehindARequestOfWhichMoreMayCome(final String body) throws Exception {
    // Given
    try (var rig = HttpRig.of(peer -> {}, "default-server { disabled = on }");
        var client = rig.connect()) {
      // When
      client.send("POST / HTTP/1.1\r\n" + HttpRig.HOST + body);
      // Then
      assertThat(HttpRig.message(client))
          .startsWith("HTTP/1.1 503 ")
          .contains("\r\nConnection: close\r\n");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
      })
  void shouldAnswer502WhenTheServerSaysNonsense(final String nonsense) throws Exception {
    // Given
    try (var rig =
            HttpRig.of(
                peer -> {
                  HttpRig.head(peer);
                  peer.send(nonsense);
                  peer.awaitEnd();
                },
                "");
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 502 ");
      awaitLine(rig, " 502 ", " PH-- ");
    }
  }

  @Test
  void shouldAnswer502WhenInterimResponsesDoNotEnd() throws Exception {
    // Given
    try (var rig =
            HttpRig.of(
                peer -> {
                  HttpRig.head(peer);
                  for (int i = 0; i < 10_000; i++) {
                    peer.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
                  }
                  peer.awaitEnd();
                },
                "");
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      String head = HttpRig.head(client);
      int hints = 0;
      while (head.startsWith("HTTP/1.1 103 ")) {
        hints++;
        head = HttpRig.head(client);
      }
      assertThat(head).startsWith("HTTP/1.1 502 ");
      assertThat(hints).isBetween(1, 100);
    }
  }

  @Test
  void shouldForwardInterimResponses() throws Exception {
    // Given
    try (var rig = HttpRig.listen("");
        var client = rig.connect()) {
      client.send(
          "POST / HTTP/1.1\r\n"
              + HttpRig.HOST
              + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      final Peer server = rig.accept();
      assertThat(HttpRig.head(server)).contains("Expect: 100-continue");
      // When
      server.send("HTTP/1.1 100 Continue\r\n\r\n");
      // Then
      assertThat(HttpRig.head(client)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("hi");
      assertThat(server.receive(2)).isEqualTo("hi");
      server.send(HttpRig.ok("yes"));
      assertThat(HttpRig.message(client)).isEqualTo(HttpRig.ok("yes"));
      client.send(GET);
      assertThat(HttpRig.head(server)).isEqualTo(GET);
    }
  }

  @Test
  void shouldCutWhatTheServerCuts() throws Exception {
    // Given
    try (var rig =
            HttpRig.of(
                peer -> {
                  HttpRig.head(peer);
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
                },
                "");
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.head(client)).startsWith("HTTP/1.1 200 ");
      assertThat(client.receive(3)).isEqualTo("abc");
      client.awaitEnd();
      awaitLine(rig, " 200 ", " SD-- ");
    }
  }

  @Test
  void shouldResetWhenAnUnframedBodyIsReset() throws Exception {
    // Given
    try (var rig =
            HttpRig.of(
                peer -> {
                  HttpRig.head(peer);
                  peer.send("HTTP/1.1 200 OK\r\n\r\nabc");
                  peer.receive(1);
                  peer.reset();
                },
                "");
        var client = rig.connect()) {
      client.send("POST / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 2\r\n\r\n");
      assertThat(HttpRig.head(client)).startsWith("HTTP/1.1 200 ");
      assertThat(client.receive(3)).isEqualTo("abc");
      // When
      client.send("x");
      // Then
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.RESET);
    }
  }

  @Test
  void shouldPassOnABodyThatEndsWithTheConnection() throws Exception {
    // Given
    try (var rig =
            HttpRig.of(
                peer -> {
                  HttpRig.head(peer);
                  peer.send("HTTP/1.0 200 OK\r\n\r\nall of it");
                },
                "");
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.head(client)).contains("Connection: close");
      assertThat(client.receiveAll()).isEqualTo("all of it");
      awaitLine(rig, " 200 ", " ---- ");
    }
  }

  @Test
  void shouldNotReuseAConnectionThatSaysMoreThanItWasAsked() throws Exception {
    // Given
    final AtomicInteger connections = new AtomicInteger();
    try (var rig =
            HttpRig.of(
                peer -> {
                  final int number = connections.incrementAndGet();
                  HttpRig.head(peer);
                  peer.send(HttpRig.ok("" + number) + HttpRig.ok("smuggled"));
                  peer.awaitEnd();
                },
                "");
        var client = rig.connect()) {
      for (int i = 1; i <= 3; i++) {
        // When
        client.send(GET);
        // Then
        assertThat(HttpRig.message(client)).isEqualTo(HttpRig.ok("" + i));
      }
    }
  }

  @Test
  void shouldTryAnotherConnectionWhenAnIdleOneHasDied() throws Exception {
    // Given
    final AtomicInteger connections = new AtomicInteger();
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig =
            HttpRig.of(
                peer -> {
                  if (connections.incrementAndGet() > 1) {
                    HttpRig.answerAll(peer, asked);
                  }
                  HttpRig.head(peer);
                  peer.send(HttpRig.ok("first"));
                  // The next request comes, and finds nobody.
                  peer.receive(1);
                  peer.reset();
                },
                "");
        var client = rig.connect()) {
      client.send(GET);
      assertThat(HttpRig.message(client)).endsWith("first");
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).isEqualTo(HttpRig.ok("/"));
      assertThat(asked).hasSize(1);
      assertThat(rig.proxy.server("web", "s").totals().retries()).isEqualTo(1);
    }
  }

  @Test
  void shouldNotSendAPostTwice() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig =
            HttpRig.of(
                peer -> {
                  HttpRig.head(peer);
                  peer.send(HttpRig.ok("first"));
                  asked.add(HttpRig.message(peer));
                  peer.reset();
                },
                "");
        var client = rig.connect()) {
      client.send(GET);
      assertThat(HttpRig.message(client)).endsWith("first");
      // When
      client.send("POST / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 2\r\n\r\nhi");
      // Then
      client.awaitEnd();
      assertThat(asked).hasSize(1);
      assertThat(rig.server.count()).isEqualTo(1);
    }
  }

  @Test
  void shouldForwardAnEarlyResponseAndClose() throws Exception {
    // Given
    try (var rig =
            HttpRig.of(
                peer -> {
                  HttpRig.head(peer);
                  peer.send("HTTP/1.1 413 No\r\nContent-Length: 3\r\n\r\nbig");
                  peer.awaitEnd();
                },
                "");
        var client = rig.connect()) {
      // When
      client.send("POST / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 1000\r\n\r\nhi");
      // Then
      assertThat(HttpRig.message(client))
          .startsWith("HTTP/1.1 413 ")
          .contains("\r\nConnection: close\r\n")
          .endsWith("big");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
  }

  @Test
  void shouldNotLetABodyFollowHeadsThatHaveNone() throws Exception {
    // Given
    try (var rig = HttpRig.listen("");
        var client = rig.connect()) {
      client.send("HEAD /1 HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      final Peer server = rig.accept();
      HttpRig.head(server);
      // When
      server.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
      // Then
      assertThat(HttpRig.head(client)).contains("Content-Length: 5");
      client.send("GET /2 HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      HttpRig.head(server);
      server.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
      assertThat(HttpRig.head(client)).startsWith("HTTP/1.1 304 ");
      client.send("GET /3 HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      HttpRig.head(server);
      server.send("HTTP/1.1 204 No Content\r\n\r\n");
      assertThat(HttpRig.head(client)).startsWith("HTTP/1.1 204 ");
      client.send(GET);
      assertThat(HttpRig.head(server)).isEqualTo(GET);
    }
  }

  private static void awaitLine(final HttpRig rig, final String... parts) {
    await().untilAsserted(() -> assertThat(rig.lines()).isNotEmpty());
    assertThat(rig.lines().getLast()).contains(parts);
  }

  @Test
  void shouldEndWhenTheClientAborts() throws Exception {
    // Given
    try (var rig = HttpRig.listen("");
        var client = rig.connect()) {
      client.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      // When
      client.reset();
      // Then
      awaitLine(rig, " CH-- ");
      assertThat(endOf(server)).isNotNull();
    }
  }

  private static Peer.End endOf(final Peer server) throws IOException {
    return server.awaitEnd();
  }

  @Test
  void shouldCutARequestWhoseLaterChunkIsWrong() throws Exception {
    // Given
    try (var rig = HttpRig.listen("http-reuse = always");
        var client = rig.connect()) {
      client.send(
          "POST / HTTP/1.1\r\n"
              + HttpRig.HOST
              + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
      final Peer server = rig.accept();
      HttpRig.head(server);
      assertThat(server.receive(10)).isEqualTo("5\r\nhello\r\n");
      // When
      client.send("zz\r\nGET /other HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      // Then
      assertThat(server.receiveAll()).isEmpty();
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 400 ");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" 400 ", " PH-- ");
      assertThat(rig.server.count()).isEqualTo(1);
    }
  }
}
