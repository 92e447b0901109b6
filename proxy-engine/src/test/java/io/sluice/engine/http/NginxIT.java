package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Nginx;
import io.sluice.engine.testkit.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ordinary work with a real server: clients get what it would have told them itself. */
@Timeout(60)
class NginxIT {
  private static final String HOST = "Host: a.test\r\n";
  private static final String CLOSE = "Connection: close\r\n\r\n";
  private static final int MEGABYTE = 1 << 20;

  private static Nginx nginx;
  private static LiveProxy proxy;

  @BeforeAll
  static void start() {
    nginx = Nginx.launch();
    nginx.serve("hundred.txt", "0123456789".repeat(10));
    proxy =
        LiveProxy.start(
            """
            global { threads = 1 }
            listen web { mode = http, bind = "127.0.0.1:0", servers.n = "127.0.0.1:%d" }
            """
                .formatted(nginx.port()));
  }

  @AfterAll
  static void stop() {
    proxy.close();
    nginx.close();
  }

  private static InetSocketAddress ours() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port("web"));
  }

  /** A whole answer without what each connection says for itself, and without the time. */
  private static String answer(final InetSocketAddress address, final String request)
      throws IOException {
    try (var peer = Peer.connect(address)) {
      peer.send(request);
      final String all = peer.receiveAll();
      final int end = all.indexOf("\r\n\r\n");
      return all.substring(0, end)
              .lines()
              .filter(
                  line -> !line.toLowerCase(Locale.ROOT).matches("(date|connection|keep-alive):.*"))
              .collect(Collectors.joining("\r\n"))
          + all.substring(end);
    }
  }

  private static void compare(final String request, final String status) throws IOException {
    // When
    final String through = answer(ours(), request);
    // Then
    assertThat(through).startsWith("HTTP/1.1 " + status + " ");
    assertThat(through).isEqualTo(answer(nginx.address(), request));
  }

  @Test
  void shouldPassOnFilesAndPartsOfThem() throws Exception {
    compare("GET /hundred.txt HTTP/1.1\r\n" + HOST + CLOSE, "200");
    compare("GET /hundred.txt HTTP/1.1\r\n" + HOST + "Range: bytes=10-29\r\n" + CLOSE, "206");
    compare("GET /hundred.txt HTTP/1.1\r\n" + HOST + "Range: bytes=-5\r\n" + CLOSE, "206");
    compare("GET /hundred.txt HTTP/1.1\r\n" + HOST + "Range: bytes=200-\r\n" + CLOSE, "416");
    compare("GET /hundred.txt HTTP/1.0\r\n\r\n", "200");
  }

  @Test
  void shouldPassOnAnswersWithoutABody() throws Exception {
    compare("HEAD /hundred.txt HTTP/1.1\r\n" + HOST + CLOSE, "200");
    final String date =
        answer(nginx.address(), "HEAD /hundred.txt HTTP/1.1\r\n" + HOST + CLOSE)
            .lines()
            .filter(line -> line.startsWith("Last-Modified: "))
            .findFirst()
            .orElseThrow()
            .substring("Last-Modified: ".length());
    compare(
        "GET /hundred.txt HTTP/1.1\r\n" + HOST + "If-Modified-Since: " + date + "\r\n" + CLOSE,
        "304");
  }

  @Test
  void shouldPassOnRefusalsAndRedirects() throws Exception {
    compare("GET /none HTTP/1.1\r\n" + HOST + CLOSE, "404");
    compare("HEAD /none HTTP/1.1\r\n" + HOST + CLOSE, "404");
    compare("POST /hundred.txt HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n" + CLOSE + "x", "405");
    final String redirect = answer(ours(), "GET /old HTTP/1.1\r\n" + HOST + CLOSE);
    assertThat(redirect)
        .startsWith("HTTP/1.1 301 ")
        .contains("\r\nLocation: http://a.test:" + nginx.port() + "/index.html\r\n");
    compare("GET /old HTTP/1.1\r\n" + HOST + CLOSE, "301");
  }

  @Test
  void shouldPassOnAMegabyteInChunksAndGiveItBack() throws Exception {
    // Given
    final String body = "0123456789abcdef".repeat(MEGABYTE / 16);
    final StringBuilder put =
        new StringBuilder(
            "PUT /up/mb HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n" + CLOSE);
    for (int from = 0; from < MEGABYTE; from += 1 << 14) {
      put.append("4000;part=").append(from).append("\r\n").append(body, from, from + (1 << 14));
      put.append("\r\n");
    }
    // When
    final String stored = answer(ours(), put + "0\r\n\r\n");
    // Then
    assertThat(stored).startsWith("HTTP/1.1 201 ");
    final String given = answer(ours(), "GET /up/mb HTTP/1.1\r\n" + HOST + CLOSE);
    assertThat(given.substring(given.indexOf("\r\n\r\n") + 4)).isEqualTo(body);
  }

  @Test
  void shouldServeManyRequestsOnOneConnection() throws Exception {
    // Given
    final List<String> got = new ArrayList<>();
    final long before = proxy.frontend("web").sessions();
    try (var client = Peer.connect(ours())) {
      // When
      for (int i = 0; i < 20; i++) {
        client.send("GET /hundred.txt HTTP/1.1\r\n" + HOST + "\r\n");
        got.add(HttpRig.message(client));
      }
    }
    // Then
    assertThat(got).allMatch(m -> m.startsWith("HTTP/1.1 200 ") && m.endsWith("0123456789"));
    assertThat(proxy.frontend("web").sessions()).isEqualTo(before + 1);
  }
}
