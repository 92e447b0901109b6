package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.stats.Stats.HttpTotals;
import io.sluice.engine.stats.Stats.Responses;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is counted of real requests. */
@Timeout(30)
class HttpFiguresIT {
  private static final String RULES =
      """
      http-request = [
        "deny deny_status 403 if { path /denied }"
        "return status 204 if { path /none }"
      ]
      http-response = [ "deny deny_status 502 if { status 418 }" ]
      """;

  /** Answers with what its path says; junk to {@code /junk}. */
  private static void answer(final Peer peer) throws IOException {
    while (true) {
      final String path = HttpRig.message(peer).split(" ", 3)[1];
      peer.send(
          path.equals("/junk")
              ? "nothing of HTTP\r\n\r\n"
              : "HTTP/1.1 " + path.substring(1) + " X\r\nContent-Length: 0\r\n\r\n");
    }
  }

  private static void ask(final Peer client, final String path, final int status)
      throws IOException {
    client.send("GET " + path + " HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
    assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 " + status + " ");
  }

  private static void askAlone(final HttpRig rig, final String path, final int status)
      throws IOException {
    try (Peer client = rig.connect()) {
      ask(client, path, status);
    }
  }

  @Test
  void shouldCountRequestsAndResponsesOfEachClass() throws Exception {
    // Given
    try (HttpRig rig = HttpRig.of(HttpFiguresIT::answer, RULES);
        Peer client = rig.connect()) {
      // When
      ask(client, "/200", 200);
      ask(client, "/302", 302);
      ask(client, "/404", 404);
      ask(client, "/503", 503);
      ask(client, "/none", 204);
      ask(client, "/200", 200);
      // Then
      await()
          .untilAsserted(() -> assertThat(http(rig.proxy).responses().successful()).isEqualTo(3));
      assertThat(http(rig.proxy))
          .isEqualTo(new HttpTotals(6, new Responses(0, 3, 1, 1, 1, 0), 0, 0, 0, 0, 0, 0));
      final HttpTotals server = rig.proxy.server("web", "s").totals().http().orElseThrow();
      assertThat(server)
          .isEqualTo(new HttpTotals(5, new Responses(0, 2, 1, 1, 1, 0), 0, 0, 0, 0, 4, 1));
      assertThat(rig.proxy.backend("web").totals().http().orElseThrow().reuses()).isEqualTo(4);
    }
  }

  @Test
  void shouldCountWhatWasDeniedOrNoneThatIsRight() throws Exception {
    // Given
    try (HttpRig rig = HttpRig.of(HttpFiguresIT::answer, RULES)) {
      // When
      askAlone(rig, "/denied", 403);
      askAlone(rig, "/418", 502);
      askAlone(rig, "/junk", 502);
      askAlone(rig, "no target", 400);
      // Then
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(4));
      assertThat(http(rig.proxy))
          .isEqualTo(new HttpTotals(4, new Responses(0, 0, 0, 2, 2, 0), 1, 1, 1, 1, 0, 0));
      final HttpTotals server = rig.proxy.server("web", "s").totals().http().orElseThrow();
      assertThat(server.responsesDenied()).isEqualTo(1);
      assertThat(server.responseErrors()).isEqualTo(1);
    }
  }

  @Test
  void shouldCountWhoLeftEarly() throws Exception {
    // Given
    try (HttpRig rig = HttpRig.listen("abortonclose = on")) {
      // When
      try (Peer client = rig.connect()) {
        client.send("GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
        HttpRig.head(rig.accept());
      }
      try (Peer client = rig.connect()) {
        client.send("GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
        try (Peer server = rig.accept()) {
          HttpRig.head(server);
        }
        assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 502 ");
      }
      // Then
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(2));
      assertThat(rig.proxy.frontend("web").clientAborts()).isEqualTo(1);
      assertThat(rig.proxy.server("web", "s").totals().clientAborts()).isEqualTo(1);
      assertThat(rig.proxy.server("web", "s").totals().serverAborts()).isEqualTo(1);
      assertThat(rig.proxy.backend("web").totals().serverAborts()).isEqualTo(1);
      final HttpTotals server = rig.proxy.server("web", "s").totals().http().orElseThrow();
      assertThat(server.responseErrors()).isEqualTo(1);
    }
  }

  @Test
  void shouldCountWhoLeftTogetherWithTheRequest() throws Exception {
    // Given
    try (HttpRig rig = HttpRig.listen("abortonclose = on")) {
      for (int i = 1; i <= 5; i++) {
        try (Peer client = rig.connect()) {
          // When
          client.send("GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
          client.halfClose();
          // Then
          assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 400 ");
        }
      }
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(5));
      assertThat(rig.lines()).allMatch(line -> line.matches(".* 400 .* C[CH]-- .*"));
      assertThat(rig.proxy.frontend("web").clientAborts()).isEqualTo(5);
    }
  }

  @Test
  void shouldCountNoRequestsOfSessionsWithoutHttp() throws Exception {
    // Given
    try (ScriptedServer server = ScriptedServer.start(Peer::awaitEnd);
        LiveProxy proxy =
            LiveProxy.start(
                "listen plain { bind = \"127.0.0.1:0\", servers.s = \"127.0.0.1:"
                    + server.port()
                    + "\" }")) {
      // Then
      assertThat(proxy.frontend("plain").http()).isEmpty();
      assertThat(proxy.server("plain", "s").totals().http()).isEmpty();
    }
  }

  private static HttpTotals http(final LiveProxy proxy) {
    return proxy.frontend("web").http().orElseThrow();
  }
}
