package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Peer;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules on content that wait for what they look at, as {@code inspect-delay} lets them. */
@Timeout(15)
class HttpInspectIT {
  private static final String GET = "GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";
  private static final String POST =
      "POST / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 10\r\n\r\n";

  private final CopyOnWriteArrayList<String> asked = new CopyOnWriteArrayList<>();

  private HttpRig rig(final String rules) throws Exception {
    return HttpRig.of(peer -> HttpRig.answerAll(peer, asked), rules);
  }

  @Test
  void shouldWaitForTheEndOfABody() throws Exception {
    // Given
    final String rules = "inspect-delay = 1h\ntcp-request-content = \"accept if WAIT_END\"";
    try (var rig = rig(rules);
        var client = rig.connect()) {
      client.send(POST + "abc");
      assertThat(client.quietFor(Duration.ofMillis(200))).isTrue();
      assertThat(asked).isEmpty();
      // When
      client.send("defghij" + GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      assertThat(asked.getFirst()).endsWith("\r\n\r\nabcdefghij");
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      assertThat(asked).hasSize(2);
    }
  }

  @Test
  void shouldPassTheHeadOnWhenTheDelayIsOver() throws Exception {
    // Given
    final String rules =
        """
        inspect-delay = 300ms
        tcp-request-content = "accept if WAIT_END"
        http-request = "return status 200 content-type text/plain string over"
        """;
    try (var rig = rig(rules);
        var client = rig.connect()) {
      final long begunNanos = System.nanoTime();
      // When
      client.send(POST + "abc");
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ").endsWith("over");
      assertThat(System.nanoTime() - begunNanos).isGreaterThan(250_000_000L);
    }
  }

  @Test
  void shouldDecideWithoutADelayAndWhereOneIsNotNeeded() throws Exception {
    // Given
    final String waits = "tcp-request-content = [\"accept if WAIT_END\", \"reject\"]";
    try (var rig = rig(waits);
        var client = rig.connect()) {
      // When
      client.send(POST + "abc");
      // Then
      assertThat(client.quietFor(Duration.ofMillis(100))).isTrue();
      client.send("defghij");
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
    }
    final String rejects =
        "inspect-delay = 1h\ntcp-request-content = [\"reject if METH_POST\", \"accept if WAIT_END\"]";
    try (var rig = rig(rejects);
        var client = rig.connect()) {
      client.send(POST + "abc");
      assertThat(client.awaitEnd()).isNotNull();
    }
  }

  @Test
  void shouldBeginTheWaitOfAnHttpRuleBehindIt() throws Exception {
    // Given
    final String rules =
        """
        inspect-delay = 100ms
        tcp-request-content = "accept if WAIT_END"
        http-request = "wait-for-body time 1h"
        """;
    try (var rig = rig(rules);
        var client = rig.connect()) {
      client.send(POST + "abc");
      assertThat(client.quietFor(Duration.ofMillis(300))).isTrue();
      assertThat(asked).isEmpty();
      // When
      client.send("defghij" + GET);
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      assertThat(asked.getFirst()).endsWith("\r\n\r\nabcdefghij");
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void shouldDecideAtOnceWhenARuleOfHttpLooksAtAnUnfinishedBody() throws Exception {
    // Given
    final String rules =
        "http-request = [\"deny if { req.len gt 1000000 }\", \"return status 200 if TRUE\"]";
    try (var rig = rig(rules);
        Peer client = rig.connect()) {
      // When
      client.send(POST + "abc");
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
    }
  }
}
