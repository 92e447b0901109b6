package io.sluice.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.Installed;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A start that runs its own code before it calls itself ready. */
class WarmUpIT {
  private static final Map<String, String> NO_CACHE = Map.of("SLUICE_CACHE", "off");

  private final int admin = Ports.free();
  private final int http = Ports.free();
  private final int tcp = Ports.free();

  private String config(int serverPort, String warmUp) {
    return """
    global { maxconn = 500, warm-up = %s, admin.bind = "127.0.0.1:%d" }
    defaults.timeout { client = 10s, server = 10s }
    listen web {
      mode = http
      bind = "127.0.0.1:%d"
      stick-table { type = ip, size = 1k, expire = 1m, store = "http_req_cnt" }
      http-request = [ "track-sc0 src" ]
      servers.s = "127.0.0.1:%d"
    }
    listen raw { bind = "127.0.0.1:%d", servers.s = "127.0.0.1:%d" }
    """
        .formatted(warmUp, admin, http, serverPort, tcp, serverPort);
  }

  private String get(String page) throws IOException {
    var connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + admin + page).toURL().openConnection();
    var in =
        connection.getResponseCode() < 400
            ? connection.getInputStream()
            : connection.getErrorStream();
    return connection.getResponseCode()
        + " "
        + new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldServeWhileItWarmsUpAndThenSayThatItIsReady() throws IOException {
    try (var server = EchoServer.start();
        var installed = new Installed()) {
      var file = installed.file("sluice.conf", config(server.port(), "3s"));
      installed.start(NO_CACHE, "-f", file.toString());
      installed.log().await("\\bready\\b");
      // When
      String during = get("/readyz");
      try (var client = Peer.connect(tcp)) {
        client.send("hello");
        assertThat(client.receive(5)).isEqualTo("hello");
      }
      installed.log().await("warm-up: ");
      // Then
      assertThat(during).startsWith("503 ").contains("warming up");
      assertThat(get("/readyz")).startsWith("200 ");
      assertThat(get("/healthz")).startsWith("200 ");
    }
  }

  @Test
  void shouldNotCallItselfReadyWhenItHasJustBegunToListen() throws IOException {
    try (var server = EchoServer.start();
        var installed = new Installed()) {
      var file = installed.file("sluice.conf", config(server.port(), "3s"));
      // When
      installed.start(NO_CACHE, "-f", file.toString());
      String first = "";
      while (first.isEmpty() && installed.isRunning()) {
        try {
          first = get("/readyz");
        } catch (IOException notYet) {
          Thread.onSpinWait();
        }
      }
      // Then
      assertThat(first).startsWith("503 ");
    }
  }

  @Test
  void shouldTouchNoCounterAndNoServerWhenItWarmsUp() throws IOException {
    try (var server = EchoServer.start();
        var installed = new Installed()) {
      var file = installed.file("sluice.conf", config(server.port(), "1s"));
      installed.start(NO_CACHE, "-f", file.toString());
      // When
      String line = installed.log().await("warm-up: [1-9][0-9]{2,} requests of its own");
      // Then
      assertThat(line).contains(" ms");
      assertThat(server.accepted()).isZero();
      String metrics = get("/metrics");
      assertThat(
              metrics
                  .lines()
                  .filter(l -> l.matches("sluice_(frontend|backend|server)_.*_total.*"))
                  .filter(l -> !l.endsWith(" 0.0")))
          .isEmpty();
      assertThat(metrics.lines().filter(l -> l.startsWith("sluice_process_sessions_total")))
          .allMatch(l -> l.endsWith(" 0.0"));
      assertThat(get("/tables")).doesNotContain("127.0.0.1");
      // Neither its sessions nor what its servers do is told.
      assertThat(installed.log().lines("rehearsal|UP|DOWN| http http/| tcp tcp/")).isEmpty();
    }
  }

  @Test
  void shouldBeReadyAtOnceWhenThereIsToBeNoWarmUp() throws IOException {
    try (var server = EchoServer.start();
        var installed = new Installed()) {
      var file = installed.file("sluice.conf", config(server.port(), "0"));
      installed.start(NO_CACHE, "-f", file.toString());
      // When
      installed.log().await("\\bready\\b");
      installed.log().await("memory: ");
      // Then
      assertThat(get("/readyz")).startsWith("200 ");
      assertThat(installed.log().lines("warm-up")).isEmpty();
    }
  }
}
