package io.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.Health;
import io.sluice.backends.ServerState;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Nginx;
import io.sluice.engine.testkit.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server is judged by several requests to a real nginx, one after the other. */
@Timeout(60)
class CheckStepsIT {
  private static final String CONFIG =
      """
      global { threads = 1 }
      listen web {
        mode = http
        bind = "127.0.0.1:0"
        check {
          type = http
          inter = 100ms
          timeout = 10s
          fall = 1
          rise = 1
          keep-alive = on
          sequence = [
            "set-var(check.page) str(health)"
            "comment 'is it there'"
            "send meth HEAD uri / ver HTTP/1.1 hdr Host a.test"
            "expect status 200-299"
            "send meth GET uri /old ver HTTP/1.1 hdr Host a.test"
            "expect rstatus ^30[12]$"
            "comment 'is it ready'"
            "send meth GET uri-lf /%%[var(check.page)].txt ver HTTP/1.1 hdr Host a.test"
            "expect ! rstatus ^5"
            "expect hdr name Content-Type value -m beg text/"
            "expect comment 'the word' rstring ^ready:[0-9]+"
          ]
        }
        servers.n = "127.0.0.1:%d"
      }
      """;

  private static void awaitState(
      final LiveProxy proxy, final Health health, final String... reasons) {
    await()
        .untilAsserted(() -> {
          final ServerState state = proxy.server("web", "n").state();
          assertThat(state.health()).isEqualTo(health);
          assertThat(state.reason()).contains(reasons);
        });
  }

  @Test
  void shouldGoThroughAllStepsWithARealServer() throws Exception {
    // Given
    try (var nginx = Nginx.launch()) {
      nginx.serve("health.txt", "ready:1");
      try (var proxy = LiveProxy.start(CONFIG.formatted(nginx.port()))) {
        awaitState(proxy, Health.UP, "L7OK");
        // When
        nginx.serve("health.txt", "not ready");
        // Then
        awaitState(proxy, Health.DOWN, "L7RSP", "the word", "step 11");
        nginx.serve("health.txt", "ready:23");
        awaitState(proxy, Health.UP, "L7OK");
        try (var client = Peer.connect(proxy.port("web"))) {
          client.send("GET /health.txt HTTP/1.0\r\n\r\n");
          assertThat(client.receiveAll()).contains(" 200 OK").endsWith("ready:23");
        }
      }
    }
  }

  @Test
  void shouldNameTheStepThatFailed() throws Exception {
    // Given: there is no page of that name
    try (var nginx = Nginx.launch();
        var proxy =
            LiveProxy.start(CONFIG.replace("str(health)", "str(x)").formatted(nginx.port()))) {
      // Then
      awaitState(proxy, Health.DOWN, "L7RSP", "step 11", "the word");
    }
  }
}
