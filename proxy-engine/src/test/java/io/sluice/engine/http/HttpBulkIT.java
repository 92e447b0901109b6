package io.sluice.engine.http;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.Sluice;
import io.sluice.engine.testkit.Sum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An image of five gibibytes is carried as it is, and not kept on its way. */
class HttpBulkIT {
  private static final Logger LOG = LoggerFactory.getLogger(HttpBulkIT.class);
  private static final long IMAGE_BYTES = 5L << 30;
  private static final long WARM_UP_BYTES = 128 << 20;
  private static final long MOST_GROWTH_BYTES = 64 << 20;

  private static int port;
  private static ScriptedServer server;
  private static Sluice sluice;

  @BeforeAll
  static void start() throws Exception {
    port = Ports.free();
    server = ScriptedServer.listen();
    sluice =
        Sluice.start(
            """
            global { threads = 2 }
            listen glance {
              mode = http
              bind = "127.0.0.1:%d"
              servers.g1 = "127.0.0.1:%d"
            }
            """
                .formatted(port, server.port()));
    upload(WARM_UP_BYTES);
    download(WARM_UP_BYTES);
  }

  @AfterAll
  static void stop() throws IOException {
    sluice.close();
    server.close();
  }

  @Test
  void shouldCarryAnUpload() throws Exception {
    final long restBytes = forgetPeak();
    // When
    final Sum sent = upload(IMAGE_BYTES);
    // Then
    assertThat(sent.bytes()).isEqualTo(IMAGE_BYTES);
    assertFlat("upload", restBytes);
  }

  @Test
  void shouldCarryADownload() throws Exception {
    final long restBytes = forgetPeak();
    // When
    final Sum sent = download(IMAGE_BYTES);
    // Then
    assertThat(sent.bytes()).isEqualTo(IMAGE_BYTES);
    assertFlat("download", restBytes);
  }

  /** What the client sent, which is what the server got. */
  private static Sum upload(final long bytes) throws Exception {
    try (Peer client = Peer.connect(port)) {
      client.send("PUT /v2/images/1/file HTTP/1.1\r\nHost: glance\r\nContent-Length: " + bytes);
      client.send("\r\n\r\n");
      final var sent = inBackground(() -> client.sendNoise(bytes, Pace.FULL));
      try (Peer atServer = server.accept()) {
        readHead(atServer);
        final Sum got = atServer.receiveSum(bytes, Pace.FULL);
        atServer.send("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(readHead(client)).isEqualTo("HTTP/1.1 204 No Content");
        assertThat(got).isEqualTo(sent.join());
        return got;
      }
    }
  }

  /** What the server sent, which is what the client got. */
  private static Sum download(final long bytes) throws Exception {
    try (Peer client = Peer.connect(port)) {
      client.send("GET /v2/images/1/file HTTP/1.1\r\nHost: glance\r\n\r\n");
      try (Peer atServer = server.accept()) {
        readHead(atServer);
        atServer.send("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
        final var sent = inBackground(() -> atServer.sendNoise(bytes, Pace.FULL));
        assertThat(readHead(client)).isEqualTo("HTTP/1.1 200 OK");
        final Sum got = client.receiveSum(bytes, Pace.FULL);
        assertThat(got).isEqualTo(sent.join());
        return got;
      }
    }
  }

  /** Reads up to the blank line; the first line. */
  private static String readHead(final Peer peer) throws IOException {
    final String first = peer.readLine();
    String line = first;
    while (!line.isEmpty()) {
      line = peer.readLine();
    }
    return first;
  }

  /** Forgets the most that was resident so far; what is resident now. Source: proc(5). */
  private static long forgetPeak() throws IOException {
    Files.writeString(Path.of("/proc/" + sluice.pid() + "/clear_refs"), "5");
    return sluice.residentBytes();
  }

  private static void assertFlat(final String what, final long restBytes) throws IOException {
    final long growth = peakBytes() - restBytes;
    LOG.info("{}: resident {} KiB at rest, {} KiB more", what, restBytes >> 10, growth >> 10);
    assertThat(growth).as("growth of resident memory").isLessThan(MOST_GROWTH_BYTES);
  }

  private static long peakBytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + sluice.pid() + "/status"))) {
      return 1024
          * lines
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow();
    }
  }
}
