package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules on the way of real requests and responses. */
class HttpRulesIT {
  private static final String GET = "GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";

  @Test
  void shouldEditHeadsDenyReturnAndRedirect() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    final String rules =
        """
        http-request = [
          "deny deny_status 403 if { path /denied }"
          "return status 200 content-type text/plain string hi if { path /hi }"
          "redirect location /there code 302 if { path /here }"
          "set-header X-Who %[src]"
        ]
        http-response = [ "set-header X-By sluice" ]
        """;
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), rules);
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.message(client)).contains("\r\nX-By: sluice\r\n");
      assertThat(asked.getFirst()).contains("\r\nX-Who: 127.0.0.1\r\n");
      client.send("GET /hi HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ").endsWith("hi");
      client.send("GET /here HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      assertThat(HttpRig.message(client))
          .startsWith("HTTP/1.1 302 ")
          .containsIgnoringCase("\r\nlocation: /there\r\n");
      client.send("GET /denied HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 403 ");
      assertThat(asked).hasSize(1);
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(5));
      assertThat(rig.lines().get(1)).contains(" 200 ", " LR-- ");
      assertThat(rig.lines().get(3)).contains(" 403 ", " PR-- ");
    }
  }

  @Test
  void shouldLookAtConnectionsAndContents() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    final String rules = "tcp-request-content = [ \"reject if { path /rejected }\" ]";
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), rules);
        var client = rig.connect()) {
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      // When
      client.send("GET /rejected HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      // Then
      assertThat(client.awaitEnd()).isNotNull();
      assertThat(asked).hasSize(1);
    }
  }

  @Test
  void shouldRefuseClientsByTheirAddress() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    final String rules = "tcp-request-connection = [ \"reject if { src 127.0.0.0/8 }\" ]";
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), rules)) {
      // When
      final Peer.End end = Peer.refusal(rig.proxy.port("web"), "");
      // Then
      assertThat(end).isNotNull();
      await()
          .untilAsserted(() -> {
            assertThat(rig.proxy.frontend("web").sessions()).isEqualTo(1);
            assertThat(rig.proxy.frontend("web").open()).isZero();
          });
      assertThat(asked).isEmpty();
    }
  }

  @Test
  void shouldShowMetricsToWhoAsks() throws Exception {
    // Given
    final String rules =
        "http-request = [ \"use-service prometheus-exporter if { path /metrics }\" ]";
    try (var rig = HttpRig.of(Peer::awaitEnd, rules);
        var client = rig.connect()) {
      for (int i = 0; i < 2; i++) {
        // When
        client.send("GET /metrics HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
        // Then
        assertThat(HttpRig.message(client))
            .startsWith("HTTP/1.1 200 ")
            .contains("Content-Type: text/plain; version=0.0.4")
            .contains("\n# TYPE ");
      }
      assertThat(rig.server.count()).isZero();
    }
  }

  @Test
  void shouldAskForABodyThatItWaitsFor() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), "http-buffer-request = on");
        var client = rig.connect()) {
      // When
      client.send(
          "POST /x HTTP/1.1\r\n"
              + HttpRig.HOST
              + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      // Then
      assertThat(HttpRig.head(client)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(rig.server.count()).isZero();
      client.send("hello");
      assertThat(HttpRig.message(client)).isEqualTo(HttpRig.ok("/x"));
      assertThat(asked.getFirst()).doesNotContain("Expect").endsWith("\r\n\r\nhello");
    }
  }

  @ParameterizedTest
  @CsvSource({"so good, 200", "so bad, 403"})
  void shouldShowRulesTheWholeBody(final String body, final int status) throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    final String rules =
        """
        http-buffer-request = on
        tcp-request-content = "set-var(txn.early) req.body_len"
        http-request = [ "deny if { req.body -m sub bad }", "set-header X-Early %[var(txn.early)]" ]
        """;
    try (var rig = HttpRig.of(peer -> HttpRig.answerAll(peer, asked), rules);
        var client = rig.connect()) {
      // When
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      client.send(
          "POST /x HTTP/1.1\r\n"
              + HttpRig.HOST
              + "Content-Length: "
              + body.length()
              + "\r\n\r\nso");
      client.quietFor(Duration.ofMillis(50));
      client.send(body.substring(2));
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 " + status + " ");
      if (status == 200) {
        assertThat(asked.getLast()).contains("\r\nX-Early: ").endsWith("\r\n\r\n" + body);
      }
      client.send(GET);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void shouldNotWaitLongerForABodyThanForAHead() throws Exception {
    // Given
    final String rules = "http-buffer-request = on, timeout.http-request = 100ms";
    try (var rig = HttpRig.listen(rules);
        var client = rig.connect()) {
      // When
      client.send("POST /x HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 5\r\n\r\nso");
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 408 ");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" web/<NOSRV> -1/-1/-1/-1/", " 408 ", " cR-- ");
    }
  }

  @Test
  void shouldWaitForNoMoreOfABodyThanFits() throws Exception {
    // Given
    final int length = 200_000;
    try (var rig = HttpRig.listen("http-buffer-request = on");
        var client = rig.connect()) {
      // When
      client.send("POST /x HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: " + length + "\r\n\r\n");
      client.send("x".repeat(100_000));
      // Then
      final Peer server = rig.accept();
      HttpRig.head(server);
      client.send("y".repeat(100_000));
      assertThat(server.receive(length)).startsWith("x".repeat(100_000)).endsWith("yyy");
    }
  }

  @Test
  void shouldTellWhichServerAnswered() throws Exception {
    // Given
    final String rules =
        """
        http-request = [ "set-header X-Server %s" ]
        http-response = [
          "set-header X-Server %s|%[srv_name]|%[srv_id]|%si:%sp|%[bc_dst]:%[bc_dst_port]"
          "set-header X-Own %bi:%bp|%[bc_src]:%[bc_src_port]"
        ]
        """;
    try (var rig = HttpRig.listen(rules);
        var client = rig.connect()) {
      Peer server = null;
      for (int i = 0; i < 2; i++) {
        // When
        client.send(GET);
        server = server == null ? rig.accept() : server;
        assertThat(HttpRig.head(server)).contains("\r\nX-Server: <NOSRV>\r\n");
        server.send(HttpRig.ok("x"));
        // Then
        final String at = "127.0.0.1:" + rig.server.port();
        final int port = ((InetSocketAddress) server.channel().getRemoteAddress()).getPort();
        final String own = "127.0.0.1:" + port;
        assertThat(HttpRig.message(client))
            .contains("\r\nX-Server: s|s|1|" + at + "|" + at + "\r\n")
            .contains("\r\nX-Own: " + own + "|" + own + "\r\n");
      }
    }
  }

  @Test
  void shouldNameTheServerThatCouldNotBeReachedAndTheRuleThatDecided() throws Exception {
    // Given
    final String rules =
        """
        timeout { connect = 1s }
        retries = 0
        http-request = [ "deny if { path /denied }" ]
        http-after-response = [ "set-header X-Why %s|%[bc_dst]|%[last_rule_line]" ]
        """;
    try (var rig = HttpRig.listen("servers.s = \"127.0.0.1:" + Ports.free() + "\"\n" + rules)) {
      try (var client = rig.connect()) {
        // When
        client.send(GET);
        final String unreached = HttpRig.message(client);
        // Then
        assertThat(unreached).startsWith("HTTP/1.1 503 ").contains("\r\nX-Why: s||\r\n");
      }
      try (var client = rig.connect()) {
        client.send("GET /denied HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
        assertThat(HttpRig.message(client)).containsPattern("\r\nX-Why: <NOSRV>\\|\\|[1-9]\r\n");
      }
    }
  }
}
