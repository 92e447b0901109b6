package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sluice.engine.testkit.Peer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Raw bytes on a socket with a recording server behind: a request that is refused is answered, its
 * connection closes, not a byte of it reaches the server, and the log says {@code PR--}.
 */
class RawInputsIT {
  private static final Duration QUIET = Duration.ofMillis(150);
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static HttpRig rig;

  /** How many requests the server had seen when its input was over, all inputs together. */
  private static int seenInTime;

  /** One input, and the right treatment of it. */
  record Input(String id, String hex, Config right) {
    @Override
    public String toString() {
      return id;
    }
  }

  static Stream<Input> inputs() throws IOException {
    try (Reader text =
        new InputStreamReader(
            RawInputsIT.class.getResourceAsStream("/http1/inputs.json"), StandardCharsets.UTF_8)) {
      final StringBuilder whole = new StringBuilder("{ inputs = ");
      for (int c = text.read(); c >= 0; c = text.read()) {
        whole.append((char) c);
      }
      return ConfigFactory.parseString(whole.append(" }").toString())
          .getConfigList("inputs")
          .stream()
          .map(input ->
              new Input(input.getString("id"), input.getString("hex"), input.getConfig("right")));
    }
  }

  @BeforeAll
  static void start() {
    rig = HttpRig.of(RawInputsIT::record, "timeout { client = 2s }");
  }

  @AfterAll
  static void stop() throws IOException {
    try {
      // Nothing comes later either.
      await().during(QUIET).until(() -> SEEN.size() == seenInTime);
    } finally {
      rig.close();
    }
  }

  /** A server that knows every framing, and keeps what it was asked. */
  private static void record(final Peer peer) throws IOException {
    while (true) {
      final String head = HttpRig.head(peer);
      SEEN.add(head);
      final String lower = head.toLowerCase(Locale.ROOT);
      if (lower.contains("\r\ntransfer-encoding: chunked")) {
        readChunks(peer);
      } else {
        peer.receive(HttpRig.length(head));
      }
      peer.send(
          lower.startsWith("head ")
              ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
              : HttpRig.ok("ok"));
    }
  }

  private static void readChunks(final Peer peer) throws IOException {
    for (int size = chunkSize(peer); size > 0; size = chunkSize(peer)) {
      peer.receive(size + 2);
    }
    while (!peer.readLine().isEmpty()) {}
  }

  private static int chunkSize(final Peer peer) throws IOException {
    return Integer.parseInt(peer.readLine(), 16);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void shouldTreatItRightly(final Input input) throws Exception {
    // Given
    final int before = SEEN.size();
    final int lines = rig.lines().size();
    final String right = input.right().getString("answer");
    final int forwarded =
        input.right().hasPath("forwarded") ? input.right().getInt("forwarded") : -1;
    try (Peer client = rig.connect()) {
      // When
      client.send(HexFormat.of().parseHex(input.hex()));
      final String first = client.readLine();
      // Then
      final String status = first.split(" ", -1)[1];
      if (right.startsWith("2xx")) {
        assertThat(status).isEqualTo("200");
        await().untilAsserted(() -> assertThat(SEEN).hasSize(before + forwarded));
      } else if (right.equals("either")) {
        assertThat(status).matches("[245]..");
      } else {
        assertThat(List.of(right.split(" or ", -1))).contains(status);
      }
      if (!status.startsWith("2")) {
        assertRefused(client, lines, status);
        assertThat(SEEN).hasSize(before);
      } else if (input.right().hasPath("close") && input.right().getBoolean("close")) {
        assertThat(client.awaitEnd()).isNotNull();
      }
      if (forwarded >= 0) {
        assertThat(SEEN).hasSize(before + forwarded);
      } else {
        final int atOnce = SEEN.size();
        await().during(QUIET).until(() -> SEEN.size() == atOnce);
      }
    }
    seenInTime += SEEN.size() - before;
  }

  private static void assertRefused(final Peer client, final int lines, final String status)
      throws IOException {
    final String head = HttpRig.head(client);
    assertThat(head).contains("\r\nConnection: close\r\n");
    assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    await().untilAsserted(() -> assertThat(rig.lines()).hasSizeGreaterThan(lines));
    assertThat(rig.lines().getLast()).contains(" " + status + " ").contains(" PR-- ");
  }
}
