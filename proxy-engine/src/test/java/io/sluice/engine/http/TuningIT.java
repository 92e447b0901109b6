package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes of messages as {@code global.tune} sets them. */
@Timeout(30)
class TuningIT {
  private static final String SMALL =
      "bufsize = 2k, http { maxhdr = 10, maxuri = 100, max-chunk-extension = 10, max-trailers = 20 }";
  private static final String LARGE =
      "bufsize = 1m, http { maxhdr = 5000, maxuri = 300k, logurilen = 4096 }";

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ScriptedServer server =
      ScriptedServer.start(peer -> {
        while (true) {
          final String head = HttpRig.head(peer);
          asked.add(head);
          peer.send(HttpRig.ok("ok"));
        }
      });

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private String config(final String tune) {
    return """
    global { threads = 1, tune { %s } }
    listen web { mode = http, bind = "127.0.0.1:0", servers.s = "127.0.0.1:%d" }
    """
        .formatted(tune, server.port());
  }

  private static String get(final String path, final String fields) {
    return "GET " + path + " HTTP/1.1\r\n" + HttpRig.HOST + fields + "\r\n";
  }

  private static String chunked(final String body) {
    return "POST / HTTP/1.1\r\n" + HttpRig.HOST + "Transfer-Encoding: chunked\r\n\r\n" + body;
  }

  @ParameterizedTest
  @CsvSource({
    "target,414",
    "head,431",
    "fields,431",
    "extension,400",
    "trailers,400",
  })
  void shouldRefuseWhatIsAboveASmallLimit(final String what, final String status) throws Exception {
    // Given
    final String request =
        switch (what) {
          case "target" -> get("/" + "a".repeat(100), "");
          case "head" -> get("/", "X: " + "a".repeat(2048) + "\r\n");
          case "fields" -> get("/", "X: a\r\n".repeat(10));
          case "extension" -> chunked("1;" + "a".repeat(20) + "\r\nx\r\n0\r\n\r\n");
          default -> chunked("0\r\nX: " + "a".repeat(20) + "\r\n\r\n");
        };
    try (var proxy = LiveProxy.start(config(SMALL));
        var client = Peer.connect(proxy.port("web"))) {
      // When
      client.send(request);
      // Then
      assertThat(HttpRig.head(client)).startsWith("HTTP/1.1 " + status + " ");
      assertThat(asked).isEmpty();
    }
  }

  @Test
  void shouldPassOnWhatALargeLimitAllows() throws Exception {
    // Given
    final String path = "/" + "p".repeat(200_000);
    final StringBuilder fields = new StringBuilder("X-Large: " + "a".repeat(700_000) + "\r\n");
    for (int i = 0; i < 4_000; i++) {
      fields.append("X-").append(i).append(": ").append(i).append("\r\n");
    }
    try (var proxy = LiveProxy.start(config(LARGE));
        var client = Peer.connect(proxy.port("web"))) {
      // When
      client.send(get(path, fields.toString()));
      // Then
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      assertThat(asked.getFirst()).startsWith("GET " + path + " HTTP/1.1\r\n").contains(fields);
      await().untilAsserted(() -> assertThat(proxy.sessionLines()).hasSize(1));
      assertThat(proxy.sessionLines().getFirst())
          .contains("\"GET " + path.substring(0, 4091) + "\"");
    }
  }

  @Test
  void shouldTakeNewLimitsWithTheNextRequestOfAClient() throws Exception {
    // Given
    final String request = get("/" + "a".repeat(100), "");
    try (var proxy = LiveProxy.start(config(LARGE));
        var client = Peer.connect(proxy.port("web"))) {
      client.send(request);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 200 ");
      // When
      assertThat(proxy.reload(config(SMALL))).isEmpty();
      // Then
      client.send(request);
      assertThat(HttpRig.message(client)).startsWith("HTTP/1.1 414 ");
    }
  }
}
