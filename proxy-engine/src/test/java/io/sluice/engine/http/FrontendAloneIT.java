package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frontends that lead to no backend. */
@Timeout(30)
class FrontendAloneIT {
  private static final String ALONE =
      """
      global { threads = 1 }
      frontend web {
        mode = http
        bind = "127.0.0.1:0"
        %s
      }
      """;

  private static String get(final String path) {
    return "GET " + path + " HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";
  }

  @Test
  void shouldAnswerByItsRulesAndRefuseWhatNoneDecides() throws Exception {
    // Given
    final String rules =
        """
        monitor-uri = "/healthz"
        http-request = [
          "return status 200 content-type text/plain string hi if { path /hi }"
          "use-service prometheus-exporter if { path /metrics }"
          "set-header X-Default %[fe_defbe]"
          "deny deny_status 403 if { path /body } { req.body -m len gt 0 }"
        ]
        redirect = "scheme https code 301 if { path /old }"
        http-after-response = "set-header X-By sluice"
        """;
    try (var proxy = LiveProxy.start(ALONE.formatted(rules));
        var client = Peer.connect(proxy.port("web"))) {
      client.send(get("/old"));
      assertThat(HttpRig.message(client))
          .startsWith("HTTP/1.1 301 ")
          .containsIgnoringCase("\r\nlocation: https://a/old\r\n");
      client.send(get("/hi"));
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ").endsWith("hi");
      client.send(get("/healthz"));
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      client.send(get("/metrics"));
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ").contains("# TYPE ");
      // When
      client.send(get("/other"));
      // Then
      assertThat(HttpRig.message(client))
          .startsWith("HTTP/1.1 503 ")
          .contains("\r\nX-By: sluice\r\n")
          .doesNotContainIgnoringCase("connection: close");
      client.send(get("/hi"));
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      await().untilAsserted(() -> assertThat(proxy.sessionLines()).hasSize(5));
      assertThat(proxy.sessionLines().get(3))
          .contains(" web web/<NOSRV> -1/-1/-1/-1/", " 503 ", " SC-- ", "\"GET /other HTTP/1.1\"");
    }
  }

  @Test
  void shouldCloseBehindARefusedBodyAndUseItsOwnPage() throws Exception {
    // Given
    final String page = "http-error = \"status 503 content-type text/plain string nowhere\"";
    try (var proxy =
            LiveProxy.start(ALONE.formatted(page + "\nredirect = \"prefix /x if FALSE\""));
        var client = Peer.connect(proxy.port("web"))) {
      // When
      client.send("POST / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: 10\r\n\r\nabc");
      // Then
      assertThat(HttpRig.message(client))
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("\r\nconnection: close\r\n")
          .endsWith("nowhere");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
  }

  @Test
  void shouldServeWhatItsRulesSendToBackends() throws Exception {
    // Given
    final var asked = new CopyOnWriteArrayList<String>();
    final String rules = "use-backend = \"api if { path_beg /api }\"";
    try (var server = ScriptedServer.start(peer -> HttpRig.answerAll(peer, asked))) {
      final String backend =
          "backend api { mode = http, servers.s = \"127.0.0.1:%d\" }".formatted(server.port());
      try (var proxy = LiveProxy.start(ALONE.formatted(rules) + backend);
          var client = Peer.connect(proxy.port("web"))) {
        client.send(get("/api/x"));
        assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
        client.send(get("/else"));
        assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 503 ");
        // When
        assertThat(proxy.reload(ALONE.formatted("backend = api") + backend)).isEmpty();
        // Then
        client.send(get("/else"));
        assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
        assertThat(asked).hasSize(2);
      }
    }
  }

  @Test
  void shouldCloseSessionsThatLeadNowhere() throws Exception {
    // Given
    final String tcp =
        "frontend raw { bind = \"127.0.0.1:0\", tcp-request-connection = \"accept\" }";
    try (var proxy = LiveProxy.start(tcp);
        var client = Peer.connect(proxy.port("raw"))) {
      // When
      final Peer.End end = client.awaitEnd();
      // Then
      assertThat(end).isEqualTo(Peer.End.FIN);
      await().untilAsserted(() -> assertThat(proxy.sessionLines()).hasSize(1));
      assertThat(proxy.sessionLines().getFirst())
          .contains(" raw raw/<NOSRV> -1/-1/", " 0 SC 1/1/0/0/0 ");
      await().untilAsserted(() -> assertThat(proxy.frontend("raw").open()).isZero());
    }
  }
}
