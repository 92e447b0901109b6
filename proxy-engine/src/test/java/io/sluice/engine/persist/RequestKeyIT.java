package io.sluice.engine.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Assignment;
import io.sluice.backends.Backend;
import io.sluice.backends.Balancers;
import io.sluice.backends.Server;
import io.sluice.backends.Waiter;
import io.sluice.config.BackendConfig;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ReadResult;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same servers for the same requests as the installed HAProxy picks. */
class RequestKeyIT {
  private static final int[] WEIGHTS = {3, 1, 2, 4, 1};
  private static final List<String> TARGETS = targets();
  private static final List<String> HOSTS =
      List.of(
          "www.example.org",
          "example.org",
          "localhost",
          "a.b.c.d.example",
          "10.0.0.1:8080",
          "x.",
          ".y",
          "keystone.cloud.example.net:5000");
  private static final String CONFIG =
      """
      defaults
        mode http
        timeout connect 5s
        timeout client 5s
        timeout server 5s
      listen hashed
        bind 127.0.0.1:%d
        balance %s
        hash-type %s
      """;

  private static List<String> targets() {
    final List<String> targets = new ArrayList<>(List.of("/", "/?", "/a?b=c", "//", "/a//b/"));
    for (int i = 0; i < 24; i++) {
      targets.add("/v3/users/" + i * 7919 + "/roles/" + i % 3 + "?id=" + i + "&sid=s" + i * 31);
      targets.add("/image-" + i + ".png?SID=" + i + "&asid=1&sid=" + i % 5 + "#x".substring(2));
    }
    return List.copyOf(targets);
  }

  @ParameterizedTest
  @CsvSource({
    "uri, map-based",
    "uri, map-based djb2",
    "uri, map-based wt6",
    "uri, map-based crc32",
    "uri, map-based sdbm avalanche",
    "uri, map-based crc32 avalanche",
    "uri whole, map-based",
    "uri len 9, map-based",
    "uri depth 2, map-based",
    "uri depth 1 len 4 whole, map-based",
    "uri path-only, map-based"
  })
  void shouldPickTheServerThatHaproxyPicksForATarget(final String balance, final String hash)
      throws IOException {
    compare(balance, hash, TARGETS.stream().map(t -> get(t, "Host: h\r\n")).toList());
  }

  @Test
  void shouldPickTheServerThatHaproxyPicksForAHost() throws IOException {
    compare("hdr(Host)", "map-based", HOSTS.stream().map(RequestKeyIT::host).toList());
  }

  @Test
  void shouldPickTheServerThatHaproxyPicksForADomain() throws IOException {
    compare(
        "hdr(host) use_domain_only",
        "map-based",
        HOSTS.stream()
            .filter(h -> h.chars().filter(c -> c == '.').count() != 1)
            .map(RequestKeyIT::host)
            .toList());
  }

  private static String host(final String host) {
    return get("/", "Host: " + host + "\r\n");
  }

  @Test
  void shouldPickTheServerThatHaproxyPicksForAParameter() throws IOException {
    final List<String> targets = TARGETS.stream().filter(t -> t.contains("&sid=")).toList();

    compare(
        "url_param sid", "map-based", targets.stream().map(t -> get(t, "Host: h\r\n")).toList());
  }

  @Test
  void shouldPickTheServerThatHaproxyPicksForAField() throws IOException {
    compare(
        "hdr(X-Key)",
        "map-based",
        List.of(
            get("/", "Host: h\r\nX-Key: one\r\n"),
            get("/", "Host: h\r\nX-Key: one , two\r\n"),
            get("/", "Host: h\r\nx-key: \"a,b\", c\r\n"),
            get("/", "Host: h\r\nX-Key: 4711\r\nX-Key: 4712\r\n")));
  }

  @Test
  void shouldPickTheServerThatHaproxyPicksForAParameterOfABody() throws IOException {
    final List<String> requests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      final String body = "name=n&sid=" + i * 101 + (i % 2 == 0 ? "&more=1" : "\r\nsid=2");
      requests.add(
          "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: "
              + body.length()
              + "\r\nConnection: close\r\n\r\n"
              + body);
    }

    compare("url_param sid check_post", "map-based", requests);
  }

  private static String get(final String target, final String fields) {
    return "GET " + target + " HTTP/1.1\r\n" + fields + "Connection: close\r\n\r\n";
  }

  private static void compare(final String balance, final String hash, final List<String> requests)
      throws IOException {
    // Given
    final List<String> ours = new ArrayList<>();
    final List<String> theirs = new ArrayList<>();
    final BackendConfig config = backend(balance, hash);
    final Backend backend = new Backend(config, Balancers.load(), 0);
    final RequestKey key = RequestKey.of(config.balance(), _ -> null);

    // When
    try (Program haproxy = haproxy(balance, hash)) {
      for (final String request : requests) {
        theirs.add(request + ask(haproxy.address(), request));
        ours.add(request + pick(backend, key, request));
      }
    }

    // Then
    assertThat(ours).isEqualTo(theirs);
  }

  private static String pick(final Backend backend, final RequestKey key, final String request) {
    final int body = request.indexOf("\r\n\r\n") + 4;
    final Asker asker = new Asker();
    final long number =
        key.of(
            Exchanges.exchange(
                Exchanges.request(request.substring(0, body)), null, request.substring(body)));
    assertThat(backend.assign(asker, number, null)).isEqualTo(Assignment.GRANTED);
    backend.release(asker.granted());
    return asker.granted().name();
  }

  private static BackendConfig backend(final String balance, final String hash) {
    final StringBuilder text =
        new StringBuilder(
            "frontend.f { mode = http, bind = \"127.0.0.1:0\", backend = b }\n"
                + "backend.b { mode = http, balance { algorithm = \""
                + balance
                + "\", hash-type = \""
                + hash
                + "\" }, servers {\n");
    for (int i = 0; i < WEIGHTS.length; i++) {
      text.append("s")
          .append(i)
          .append(" = { address = \"127.0.0.1:1\", weight = ")
          .append(WEIGHTS[i])
          .append(" }\n");
    }
    final Extensions extensions = new Extensions(Balancers.load().names(), Set.of());
    final ReadResult read = HoconReader.readText("t.conf", text + "} }\n", extensions);
    assertThat(read).isInstanceOf(ReadResult.Valid.class);
    return ((ReadResult.Valid) read).config().backends().getFirst();
  }

  private static Program haproxy(final String balance, final String hash) {
    return Program.launch(
        "haproxy",
        p ->
            List.of(
                "haproxy", "-db", "-f", p.file("haproxy.cfg", config(p.port(), balance, hash))));
  }

  private static String config(final int port, final String balance, final String hash) {
    final StringBuilder text = new StringBuilder(CONFIG.formatted(port, balance, hash));
    final StringBuilder named = new StringBuilder();
    for (int i = 0; i < WEIGHTS.length; i++) {
      final int own = Ports.free();
      text.append("  server s" + i + " 127.0.0.1:" + own + " weight " + WEIGHTS[i] + "\n");
      named.append(
          "frontend f%d\n  bind 127.0.0.1:%d\n  http-request return content-type text/plain string s%d\n"
              .formatted(i, own, i));
    }
    return text + named.toString();
  }

  private static String ask(final SocketAddress address, final String request) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect((InetSocketAddress) address, 5_000);
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      final String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  private static final class Asker extends Waiter {
    @Override
    protected void onGranted(final Server server) {
      throw new AssertionError("nobody waits here");
    }

    @Override
    protected void onRefused() {
      throw new AssertionError("nobody waits here");
    }
  }
}
