package io.sluice.engine.http;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Peer.End;
import io.sluice.engine.testkit.Sum;
import io.sluice.engine.transport.Splicing;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that pass through pipes: whole, and what follows them is where it belongs. */
class HttpSpliceIT {
  private static final long MEGABYTE = 1 << 20;
  private static final long BODY = 8 * MEGABYTE;
  private static final Pace SLOW = Pace.of(1 << 16, Duration.ofMillis(2));
  private static final String GET = "GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";
  private static final String ALWAYS = "zero-copy = splice\nhttp-reuse = always";

  @BeforeAll
  static void load() throws InterruptedException {
    Splicing.await();
  }

  // ---- down

  @ParameterizedTest
  @CsvSource({"auto, true", "auto, false", "splice, true", "splice, false", "off, true"})
  void shouldCarryABodyOfKnownLength(final String how, final boolean isSlow) throws Exception {
    try (var rig = HttpRig.listen("zero-copy = " + how);
        var client = rig.connect()) {
      client.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      // When
      server.send(head(BODY));
      final var sent = inBackground(() -> server.sendNoise(BODY, Pace.FULL));
      // Then
      assertThat(HttpRig.head(client)).contains("200 OK");
      assertThat(client.receiveSum(BODY, isSlow ? SLOW : Pace.FULL)).isEqualTo(sent.join());
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" 200 " + (BODY + head(BODY).length()) + " ");
      assertThat(rig.proxy.frontend("web").bytesOut()).isEqualTo(BODY + head(BODY).length());
    }
  }

  @Test
  void shouldCarryABodyUntilTheEnd() throws Exception {
    try (var rig = HttpRig.listen("");
        var client = rig.connect()) {
      client.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      // When
      server.send("HTTP/1.1 200 OK\r\n\r\n");
      final var sent =
          inBackground(() -> {
            final Sum sum = server.sendNoise(BODY, Pace.FULL);
            server.close();
            return sum;
          });
      // Then
      assertThat(HttpRig.head(client)).contains("Connection: close");
      assertThat(client.receiveSum(Long.MAX_VALUE, SLOW)).isEqualTo(sent.join());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
  void shouldCarryLargeChunks(final String version) throws Exception {
    try (var rig = HttpRig.listen("");
        var client = rig.connect()) {
      client.send("GET / " + version + "\r\n" + HttpRig.HOST + "\r\n");
      final Peer server = rig.accept();
      HttpRig.head(server);
      final boolean framed = version.endsWith("1");
      // When
      server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      final var sent =
          inBackground(() -> {
            for (int i = 1; i <= 4; i++) {
              server.send("%x;name=value\r\n".formatted(i * MEGABYTE + 5));
              server.sendNoise(i * MEGABYTE + 5, Pace.FULL);
              server.send("\r\n3\r\nabc\r\n");
            }
            server.send("0\r\nX-Trailer: 1\r\n\r\n");
            return null;
          });
      // Then
      HttpRig.head(client);
      for (int i = 1; i <= 4; i++) {
        assertThat(framed ? client.readLine() : "").isEqualTo(framed ? hex(i) : "");
        assertThat(client.receiveSum(i * MEGABYTE + 5, Pace.FULL))
            .isEqualTo(Sum.ofNoise(i * MEGABYTE + 5));
        assertThat(framed ? client.receive(10) : client.receive(3))
            .isEqualTo(framed ? "\r\n3\r\nabc\r\n" : "abc");
      }
      if (framed) {
        assertThat(client.readLine()).isEqualTo("0");
        assertThat(client.readLine()).isEqualTo("X-Trailer: 1");
        assertThat(client.readLine()).isEmpty();
      } else {
        assertThat(client.awaitEnd()).isEqualTo(End.FIN);
      }
      sent.join();
    }
  }

  /** A request comes to the server, which answers with a head and so many bytes to come. */
  private static Peer beginAnswer(final HttpRig rig, final Peer client, final long length)
      throws Exception {
    client.send(GET);
    final Peer server = rig.accept();
    HttpRig.head(server);
    server.send(head(length));
    return server;
  }

  private static String hex(final int i) {
    return "%x".formatted(i * MEGABYTE + 5);
  }

  @Test
  void shouldUseBothConnectionsAgain() throws Exception {
    try (var rig = HttpRig.listen(ALWAYS);
        var client = rig.connect()) {
      Peer server = null;
      for (int i = 0; i < 6; i++) {
        // When
        client.send(GET);
        server = server == null ? rig.accept() : server;
        HttpRig.head(server);
        final long bytes = i % 2 == 0 ? BODY / 4 : 10;
        server.send(head(bytes));
        final Peer from = server;
        final var sent = inBackground(() -> from.sendNoise(bytes, Pace.FULL));
        // Then
        assertThat(HttpRig.head(client)).contains("200 OK");
        assertThat(client.receiveSum(bytes, Pace.FULL)).isEqualTo(sent.join());
      }
      assertThat(rig.server.count()).isEqualTo(1);
    }
  }

  @Test
  void shouldNotUseAConnectionAgainWhoseServerSaysMore() throws Exception {
    try (var rig = HttpRig.listen(ALWAYS);
        var client = rig.connect()) {
      client.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      // When
      server.send(head(MEGABYTE));
      server.sendNoise(MEGABYTE, Pace.FULL);
      server.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong");
      // Then
      HttpRig.head(client);
      assertThat(client.receiveSum(MEGABYTE, Pace.FULL)).isEqualTo(Sum.ofNoise(MEGABYTE));
      client.send(GET);
      final Peer second = rig.accept();
      HttpRig.head(second);
      second.send(HttpRig.ok("right"));
      assertThat(HttpRig.message(client)).endsWith("right");
    }
  }

  @Test
  void shouldCutTheClientWhenTheServerDoes() throws Exception {
    try (var rig = HttpRig.listen(ALWAYS);
        var client = rig.connect()) {
      client.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      // When
      server.send(head(BODY));
      server.sendNoise(MEGABYTE, Pace.FULL);
      server.close();
      // Then
      HttpRig.head(client);
      final Sum got = client.receiveSum(Long.MAX_VALUE, Pace.FULL);
      assertThat(got).isEqualTo(Sum.ofNoise(MEGABYTE));
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" SD-- ");
    }
  }

  /**
   * The kernel ends the connection of a killed server with an RST. A client that counts bytes or
   * chunks sees that there are too few; one that has the end alone to go by must be told.
   */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 1099511627776", "Transfer-Encoding: chunked", ""})
  void shouldCutTheClientWhenTheServerIsKilled(final String framing) throws Exception {
    try (var rig = HttpRig.listen(ALWAYS);
        var client = rig.connect()) {
      client.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      server.send("HTTP/1.1 200 OK\r\n" + framing + (framing.isEmpty() ? "" : "\r\n") + "\r\n");
      if (framing.startsWith("T")) {
        server.send("10000000000\r\n");
      }
      final long sent = server.sendUntilStuck(1L << 40, Duration.ofMillis(300));
      // When
      server.reset();
      // Then
      HttpRig.head(client);
      if (framing.startsWith("T")) {
        client.readLine();
      }
      final Sum got =
          framing.isEmpty()
              ? client.receiveSumUntilReset()
              : client.receiveSum(Long.MAX_VALUE, Pace.FULL);
      assertThat(got.bytes()).isBetween(MEGABYTE / 4, sent);
      assertThat(got).isEqualTo(Sum.ofNoise(got.bytes()));
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" SD-- ");
    }
  }

  @Test
  void shouldCloseThePipeWhenTheClientGoesThatItIsFullFor() throws Exception {
    final long ends = Splicing.pipeEnds();
    try (var rig = HttpRig.listen(ALWAYS);
        var client = rig.connect()) {
      final Peer server = beginAnswer(rig, client, 1L << 40);
      server.sendUntilStuck(1L << 40, Duration.ofMillis(300));
      assertThat(Splicing.pipeEnds()).isGreaterThan(ends);
      // When
      client.reset();
      // Then
      assertThat(server.awaitEnd()).isEqualTo(End.RESET);
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" CD-- ");
      await().untilAsserted(() -> assertThat(Splicing.pipeEnds()).isLessThanOrEqualTo(ends));
    }
  }

  // ---- a change meanwhile

  @Test
  void shouldGoOnWhenPipesAreTakenAwayMeanwhile() throws Exception {
    try (var rig = HttpRig.listen(ALWAYS);
        var client = rig.connect()) {
      final Peer server = beginAnswer(rig, client, BODY);
      final var sent = inBackground(() -> server.sendNoise(BODY, Pace.FULL));
      HttpRig.head(client);
      final var got = inBackground(() -> client.receiveSum(BODY, SLOW));
      // When
      await().until(() -> rig.proxy.frontend("web").bytesOut() > MEGABYTE);
      assertThat(rig.proxy.reload("global.maxpipes = 0\n" + rig.config("zero-copy = off")))
          .isEmpty();
      await().until(() -> rig.proxy.frontend("web").bytesOut() > 3 * MEGABYTE);
      assertThat(rig.proxy.reload("global.tune.pipesize = 64k\n" + rig.config(ALWAYS))).isEmpty();
      // Then
      assertThat(got.join()).isEqualTo(sent.join());
      await().untilAsserted(() -> assertThat(rig.lines()).hasSize(1));
      assertThat(rig.lines().getFirst()).contains(" 200 ", " ---- ");
    }
  }

  @Test
  void shouldCarryAllWhenItIsToStopMeanwhile() throws Exception {
    try (var rig = HttpRig.listen(ALWAYS);
        var client = rig.connect()) {
      final Peer server = beginAnswer(rig, client, BODY);
      final var sent = inBackground(() -> server.sendNoise(BODY, Pace.FULL));
      HttpRig.head(client);
      final var got = inBackground(() -> client.receiveSum(Long.MAX_VALUE, SLOW));
      await().until(() -> rig.proxy.frontend("web").bytesOut() > MEGABYTE);
      // When
      rig.proxy.server().drain();
      // Then: the connection ends behind the body.
      assertThat(got.join()).isEqualTo(sent.join());
      rig.proxy.server().awaitStopped();
      assertThat(rig.lines()).singleElement().asString().contains(" 200 ", " ---- ");
    }
  }

  // ---- up

  @ParameterizedTest
  @ValueSource(strings = {"", "retry-on = \"conn-failure empty-response\"", "zero-copy = splice"})
  void shouldCarryARequestAndTheOneBehindIt(final String options) throws Exception {
    try (var rig = HttpRig.listen(options + "\nhttp-reuse = always");
        var client = rig.connect()) {
      // When
      final var sent =
          inBackground(() -> {
            client.send(
                "PUT / HTTP/1.1\r\n" + HttpRig.HOST + "Content-Length: " + BODY + "\r\n\r\n");
            final Sum sum = client.sendNoise(BODY, Pace.FULL);
            client.send(GET);
            return sum;
          });
      final Peer server = rig.accept();
      // Then
      assertThat(HttpRig.head(server)).startsWith("PUT / ");
      assertThat(server.receiveSum(BODY, SLOW)).isEqualTo(sent.join());
      server.send("HTTP/1.1 204 No Content\r\n\r\n");
      assertThat(HttpRig.head(client)).contains(" 204 ");
      assertThat(HttpRig.head(server)).startsWith("GET / ");
      server.send(HttpRig.ok("second"));
      assertThat(HttpRig.message(client)).endsWith("second");
      assertThat(rig.server.count()).isEqualTo(1);
    }
  }

  @Test
  void shouldCarryBulkInATunnel() throws Exception {
    try (var rig = HttpRig.listen("zero-copy = splice");
        var client = rig.connect()) {
      client.send(
          "GET / HTTP/1.1\r\n" + HttpRig.HOST + "Connection: upgrade\r\nUpgrade: x\r\n\r\n");
      final Peer server = rig.accept();
      HttpRig.head(server);
      server.send("HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
      HttpRig.head(client);
      // When
      final var up = inBackground(() -> client.sendNoise(BODY, Pace.FULL));
      final var down = inBackground(() -> server.sendNoise(BODY, Pace.FULL));
      final var atServer = inBackground(() -> server.receiveSum(BODY, Pace.FULL));
      // Then
      assertThat(client.receiveSum(BODY, SLOW)).isEqualTo(down.join());
      assertThat(atServer.join()).isEqualTo(up.join());
    }
  }

  private static String head(final long bytes) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n";
  }
}
