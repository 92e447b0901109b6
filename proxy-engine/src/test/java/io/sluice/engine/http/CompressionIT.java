package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Nginx;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sum;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Responses that reach clients in gzip, from real sockets to real sockets. */
class CompressionIT {
  private static final String ON = "compression = on";
  private static final String GET =
      "GET / HTTP/1.1\r\n" + HttpRig.HOST + "Accept-Encoding: deflate, gzip\r\n\r\n";
  private static final String PLAIN_GET = "GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

  /** More than what is moved in one turn. */
  private static final String TEXT = text(300_000);

  private static String text(final int length) {
    final Random random = new Random(1);
    final StringBuilder text = new StringBuilder(length + 16);
    while (text.length() < length) {
      text.append("volume ").append(random.nextInt(1000)).append('\n');
    }
    return text.substring(0, length);
  }

  private static String length(final String body) {
    return OK + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String chunk(final String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  /** A server that gives one answer to every request. */
  private static HttpRig answering(final String answer, final String options) {
    return HttpRig.of(
        peer -> {
          while (true) {
            HttpRig.head(peer);
            peer.send(answer);
          }
        },
        options);
  }

  @Test
  void shouldCompressABodyOfKnownLength() throws Exception {
    shouldCompress(length(TEXT));
  }

  @Test
  void shouldCompressABodyOfChunks() throws Exception {
    final String chunks =
        chunk(TEXT.substring(0, 1))
            + chunk(TEXT.substring(1, 100_000))
            + chunk(TEXT.substring(100_000));
    shouldCompress(CHUNKED + chunks + "0\r\nX-Sum: 1\r\n\r\n");
  }

  /** Several times on one connection: each has its own stream, and its own end. */
  private static void shouldCompress(final String answer) throws IOException {
    // Given
    try (var rig = answering(answer, ON);
        var client = rig.connect()) {
      for (int i = 0; i < 3; i++) {
        // When
        client.send(GET);
        // Then
        assertThat(HttpRig.head(client))
            .contains("\r\nContent-Encoding: gzip\r\n", "\r\nTransfer-Encoding: chunked\r\n")
            .contains("\r\nVary: Accept-Encoding\r\n")
            .doesNotContain("Content-Length", "Connection");
        assertThat(GzipBody.text(client)).isEqualTo(TEXT);
      }
      client.send(PLAIN_GET);
      assertThat(HttpRig.head(client) + "\r\n").doesNotContain("gzip");
    }
  }

  @Test
  void shouldMakeFewerBytes() throws Exception {
    // Given
    try (var rig = answering(length(TEXT), ON);
        var client = rig.connect()) {
      // When
      client.send(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      // Then
      assertThat(client.receiveAll().length()).isLessThan(TEXT.length() / 2);
    }
  }

  @Test
  void shouldCompressAnEmptyBodyOfChunks() throws Exception {
    // Given
    try (var rig = answering(CHUNKED + "0\r\n\r\n", ON);
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.head(client)).contains("Content-Encoding: gzip");
      assertThat(GzipBody.text(client)).isEmpty();
    }
  }

  @Test
  void shouldLeaveABodyThatEndsWithTheConnection() throws Exception {
    // Given
    try (var rig =
            HttpRig.of(
                peer -> {
                  HttpRig.head(peer);
                  peer.send(OK + "\r\n" + TEXT);
                },
                ON);
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      assertThat(HttpRig.head(client)).doesNotContain("gzip", "chunked");
      assertThat(client.receiveAll()).isEqualTo(TEXT);
    }
  }

  @Test
  void shouldLeaveWhatTheClientOrItsMethodDoesNotAskFor() throws Exception {
    // Given
    try (var rig = answering(length(TEXT), ON);
        var client = rig.connect()) {
      // When
      client.send(PLAIN_GET);
      // Then
      assertThat(HttpRig.message(client)).isEqualTo(length(TEXT));
    }
    try (var rig = answering(OK + "Content-Length: 5\r\n\r\n", ON);
        var client = rig.connect()) {
      client.send(GET.replace("GET", "HEAD"));
      assertThat(HttpRig.head(client)).isEqualTo(OK + "Content-Length: 5\r\n\r\n");
    }
  }

  @Test
  void shouldHideFromTheServerThatTheClientTakesGzip() throws Exception {
    // Given
    try (var rig = HttpRig.listen("compression { offload = on, types = text/plain }");
        var client = rig.connect()) {
      // When
      client.send(GET);
      // Then
      final Peer server = rig.accept();
      assertThat(HttpRig.head(server)).isEqualTo(PLAIN_GET);
      server.send(length("hello"));
      assertThat(HttpRig.head(client)).contains("gzip");
      assertThat(GzipBody.text(client)).isEqualTo("hello");
    }
  }

  @Test
  void shouldPassOnAtOnceWhatTheServerSaidSoFar() throws Exception {
    // Given
    try (var rig = HttpRig.listen(ON);
        var client = rig.connect()) {
      client.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      server.send(CHUNKED + chunk("first\n"));
      HttpRig.head(client);
      // When
      final InputStream body = new GzipBody(client).unzipped();
      // Then
      assertThat(body.readNBytes(6)).asString().isEqualTo("first\n");
      server.send(chunk("second\n"));
      assertThat(body.readNBytes(7)).asString().isEqualTo("second\n");
      server.send("0\r\n\r\n");
      assertThat(body.read()).isEqualTo(-1);
    }
  }

  @Test
  void shouldCutWhatTheServerCuts() throws Exception {
    for (final String answer :
        new String[] {CHUNKED + chunk("part"), OK + "Content-Length: 100\r\n\r\npart"}) {
      // Given
      try (var rig =
              HttpRig.of(
                  peer -> {
                    HttpRig.head(peer);
                    peer.send(answer);
                  },
                  ON);
          var client = rig.connect()) {
        // When
        client.send(GET);
        // Then
        HttpRig.head(client);
        final InputStream body = new GzipBody(client).unzipped();
        assertThat(body.readNBytes(4)).asString().isEqualTo("part");
        assertThatThrownBy(body::read).isInstanceOf(EOFException.class);
        await().untilAsserted(() -> assertThat(rig.lines().toString()).contains(" 200 ", " SD-- "));
      }
    }
  }

  @Test
  void shouldGoOnWithTheNextWhenClientsLeaveInTheMiddle() throws Exception {
    // Given
    try (var rig = answering(CHUNKED + chunk(TEXT), ON)) {
      for (int i = 0; i < GzipPool.MOST + 8; i++) {
        try (var client = rig.connect()) {
          client.send(GET);
          assertThat(HttpRig.head(client)).contains("gzip");
          // When
          client.reset();
        }
        final int left = i + 1;
        await().pollInterval(Duration.ofMillis(5)).until(() -> rig.lines().size() == left);
      }
    }
  }

  @Test
  void shouldLeaveResponsesWhenTooManyAreCompressed() throws Exception {
    // Given
    final Peer[] clients = new Peer[GzipPool.MOST];
    try (var rig =
        HttpRig.of(
            peer -> {
              HttpRig.head(peer);
              peer.send(CHUNKED + chunk("x"));
              peer.awaitEnd();
            },
            ON)) {
      for (int i = 0; i < clients.length; i++) {
        clients[i] = rig.connect();
        clients[i].send(GET);
        assertThat(HttpRig.head(clients[i])).contains("gzip");
      }
      // When
      try (var client = rig.connect()) {
        client.send(GET);
        // Then
        assertThat(HttpRig.head(client)).doesNotContain("gzip");
        assertThat(client.receive(6)).isEqualTo("1\r\nx\r\n");
      }
      for (final Peer client : clients) {
        client.close();
      }
    }
  }

  @Test
  void shouldWaitForASlowReader() throws Exception {
    // Given
    final long total = 50 << 20;
    final byte[] block = new byte[1 << 20];
    new Random(7).nextBytes(block);
    final AtomicLong sent = new AtomicLong();
    try (var rig = HttpRig.listen(ON);
        var client = Peer.connect(Ports.on(rig.proxy.port("web")), 1 << 16)) {
      client.send(GET);
      final Peer server = rig.accept();
      HttpRig.head(server);
      server.send(OK + "Content-Length: " + total + "\r\n\r\n");
      final var sending = CompletableFuture.runAsync(() -> send(server, block, total, sent));
      // When
      HttpRig.head(client);
      final AtomicLong seen = new AtomicLong();
      await()
          .during(Duration.ofMillis(500))
          .until(() -> sent.get() > 0 && seen.getAndSet(sent.get()) == sent.get());
      // Then
      assertThat(sent.get()).isLessThan(total / 2);
      final GzipBody body = new GzipBody(client);
      assertThat(sum(body.unzipped())).isEqualTo(expected(block, total));
      assertThat(body.read()).isEqualTo(-1);
      sending.join();
    }
  }

  private static void send(
      final Peer server, final byte[] block, final long total, final AtomicLong sent) {
    try {
      while (sent.get() < total) {
        server.send(block);
        sent.addAndGet(block.length);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sum sum(final InputStream body) throws IOException {
    final CRC32C crc = new CRC32C();
    final byte[] buffer = new byte[1 << 16];
    long count = 0;
    for (int got = body.read(buffer); got >= 0; got = body.read(buffer)) {
      crc.update(buffer, 0, got);
      count += got;
    }
    return new Sum(count, crc.getValue());
  }

  private static Sum expected(final byte[] block, final long total) {
    final CRC32C crc = new CRC32C();
    for (long done = 0; done < total; done += block.length) {
      crc.update(block);
    }
    return new Sum(total, crc.getValue());
  }

  @Test
  void shouldCompressWhatARealServerServes() throws Exception {
    // Given
    try (var nginx = Nginx.launch();
        var proxy =
            LiveProxy.start(
                """
                global { threads = 1 }
                listen web {
                  mode = http
                  bind = "127.0.0.1:0"
                  servers.s = "127.0.0.1:%d"
                  compression { types = [text/plain], min-size = 1k }
                }
                """
                    .formatted(nginx.port()));
        var client = Peer.connect(proxy.port("web"))) {
      nginx.serve("large.txt", TEXT);
      // When
      client.send(GET.replace("GET /", "GET /large.txt"));
      // Then
      assertThat(HttpRig.head(client))
          .contains("\r\nETag: W/\"", "\r\nContent-Encoding: gzip\r\n")
          .doesNotContain("Accept-Ranges");
      assertThat(GzipBody.text(client)).isEqualTo(TEXT);
      client.send(GET);
      assertThat(HttpRig.message(client)).contains("\r\nETag: \"").endsWith("\n");
    }
  }
}
