package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of responses that wait for the body. */
@Timeout(30)
class ResponseBodyIT {
  private static final String GET = "GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";
  private static final String RULES =
      """
      http-response = [
        "wait-for-body time 10s"
        "deny deny_status 500 if { res.body -m sub secret }"
        "set-header X-Length %[res.body_len]"
      ]
      """;

  private static final String LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String CLOSE = "HTTP/1.1 200 OK\r\n\r\n";

  /** The server, which has the request. */
  private static Peer asked(final HttpRig rig) throws Exception {
    final Peer server = rig.accept();
    HttpRig.head(server);
    return server;
  }

  /** Sends what a server would, in two pieces, the second of which comes when nothing moves. */
  private static void answer(final HttpRig rig, final String first, final String second)
      throws Exception {
    final Peer server = asked(rig);
    server.send(first);
    server.quietFor(Duration.ofMillis(50));
    server.send(second);
  }

  @ParameterizedTest
  @CsvSource({"a secret one, 500", "all is right, 200"})
  void shouldSeeAllOfABody(final String body, final int status) throws Exception {
    // Given
    try (var rig = HttpRig.listen(RULES);
        var client = rig.connect()) {
      // When
      client.send(GET);
      answer(rig, LENGTH + body.substring(0, 4), body.substring(4));
      // Then
      final String message = HttpRig.message(client);
      assertThat(message).startsWith("HTTP/1.1 " + status + " ");
      if (status == 200) {
        assertThat(message).contains("\r\nX-Length: 12\r\n").endsWith(body);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"se, cret, 500", "so, cret, 200"})
  void shouldSeeWhatIsInChunks(final String first, final String second, final int status)
      throws Exception {
    // Given
    try (var rig = HttpRig.listen(RULES);
        var client = rig.connect()) {
      // When
      client.send(GET);
      answer(rig, CHUNKED + "2\r\n" + first + "\r\n", "4\r\n" + second + "\r\n0\r\n\r\n");
      // Then
      final String head = HttpRig.head(client);
      assertThat(head).startsWith("HTTP/1.1 " + status + " ");
      if (status == 200) {
        assertThat(head).contains("\r\nX-Length: 6\r\n");
        assertThat(client.receive(21)).isEqualTo("2\r\nso\r\n4\r\ncret\r\n0\r\n\r\n");
      }
    }
  }

  @Test
  void shouldSeeWhatEndsWithTheConnection() throws Exception {
    // Given
    try (var rig = HttpRig.listen(RULES);
        var client = rig.connect()) {
      // When
      client.send(GET);
      final Peer server = asked(rig);
      server.send(CLOSE + "so");
      server.send("cret");
      server.close();
      // Then
      assertThat(client.receiveAll()).contains("\r\nX-Length: 6\r\n").endsWith("\r\n\r\nsocret");
    }
  }

  @Test
  void shouldNotWaitForMoreThanFits() throws Exception {
    // Given
    final int length = 1_000_000;
    try (var rig = HttpRig.listen(RULES);
        var client = rig.connect()) {
      // When
      client.send(GET);
      final Peer server = asked(rig);
      server.send(
          "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(100_000));
      // Then
      final String head = HttpRig.head(client);
      assertThat(head).startsWith("HTTP/1.1 200 ");
      server.send("y".repeat(length - 100_000));
      assertThat(client.receive(length))
          .startsWith("x".repeat(100_000))
          .endsWith("y".repeat(length - 100_000));
    }
  }

  @Test
  void shouldWaitForNoMoreThanIsWanted() throws Exception {
    // Given
    final String rules =
        "http-response = [\"wait-for-body time 10s at-least 4\", \"set-header X-Seen %[res.body]\"]";
    try (var rig = HttpRig.listen(rules);
        var client = rig.connect()) {
      // When
      client.send(GET);
      final Peer server = asked(rig);
      server.send(LENGTH + "12");
      server.send("3456");
      // Then
      final String head = HttpRig.head(client);
      assertThat(head).containsPattern("X-Seen: 12345?6?\r\n|X-Seen: 123456\r\n");
      server.send("789012");
      assertThat(client.receive(12)).isEqualTo("123456789012");
    }
  }

  @Test
  void shouldAnswer504WhenTheTimeIsOver() throws Exception {
    // Given
    final String rules = "http-response = \"wait-for-body time 100ms\"";
    try (var rig = HttpRig.listen(rules);
        var client = rig.connect()) {
      // When
      client.send(GET);
      final Peer server = asked(rig);
      server.send(LENGTH + "12");
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 504 ");
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains("/-1/", " 504 ", " sR-- ");
    }
  }

  @Test
  void shouldCutWhatAServerCut() throws Exception {
    // Given
    try (var rig = HttpRig.listen(RULES);
        var client = rig.connect()) {
      // When
      client.send(GET);
      final Peer server = asked(rig);
      server.send(LENGTH + "1234");
      server.close();
      // Then
      final String all = client.receiveAll();
      assertThat(all).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n1234");
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" SD-- ");
    }
  }

  @Test
  void shouldNotWaitWhereThereIsNone() throws Exception {
    // Given
    try (var rig = HttpRig.listen(RULES);
        var client = rig.connect()) {
      // When
      client.send("HEAD / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n" + GET);
      final Peer server = asked(rig);
      server.send(LENGTH);
      // Then
      assertThat(HttpRig.head(client)).contains("\r\nX-Length: 0\r\n");
      HttpRig.head(server);
      server.send("HTTP/1.1 204 No\r\n\r\n");
      assertThat(HttpRig.head(client)).startsWith("HTTP/1.1 204 ");
    }
  }
}
