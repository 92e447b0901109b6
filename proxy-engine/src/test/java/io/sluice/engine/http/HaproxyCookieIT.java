package io.sluice.engine.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Program;
import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cookies lead clients where the installed HAProxy leads them, and look the same on both sides. */
@Timeout(60)
class HaproxyCookieIT {
  private static final Pattern SPEAKS_OF_CACHES =
      Pattern.compile("Pragma|Cache-Control: (?!no-cache=)");

  /**
   * One balances to the server {@code a} alone: {@code b} has no weight and is reached by its
   * cookie, {@code c} is down and nothing listens there, {@code d} has no cookie.
   */
  private static final String HAPROXY_BACKEND =
      """
      backend %s
        cookie SRV %s
        %s
        use-server b if { req.hdr(x-use) b }
        use-server d if { req.hdr(x-use) d }
        ignore-persist if { req.hdr(x-ignore) -m found }
        http-request deny deny_status 403 if { req.hdr(x-deny) -m found }
        http-request return status 200 if { req.hdr(x-return) -m found }
        server a 127.0.0.1:%d cookie s1
        server b 127.0.0.1:%d cookie s2 weight 0
        server c 127.0.0.1:%d cookie s3 disabled
        server d 127.0.0.1:%d weight 0
      """;

  private static final String SLUICE_BACKEND =
      """
      backend.%s {
        cookie = "SRV %s"
        %s
        use-server = [ "b if { req.hdr(x-use) b }", "d if { req.hdr(x-use) d }" ]
        ignore-persist = "if { req.hdr(x-ignore) -m found }"
        http-request = [
          "deny deny_status 403 if { req.hdr(x-deny) -m found }"
          "return status 200 if { req.hdr(x-return) -m found }"
        ]
        servers {
          a { address = "127.0.0.1:%d", cookie = s1 }
          b { address = "127.0.0.1:%d", cookie = s2, weight = 0 }
          c { address = "127.0.0.1:%d", cookie = s3, disabled = on }
          d { address = "127.0.0.1:%d", weight = 0 }
        }
      }
      """;

  private final ScriptedServer a = ScriptedServer.start(HaproxyCookieIT::answer);
  private final ScriptedServer b = ScriptedServer.start(HaproxyCookieIT::answer);
  private final ScriptedServer d = ScriptedServer.start(HaproxyCookieIT::answer);
  private final int gone = Ports.free();
  private DatagramSocket ours;
  private DatagramSocket theirs;

  @BeforeEach
  void listen() throws IOException {
    ours = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    theirs = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    ours.close();
    theirs.close();
    a.close();
    b.close();
    d.close();
  }

  /** Answers with the fields that the request asks for, and with what cookies it had. */
  private static void answer(final Peer peer) throws IOException {
    final String head = HttpRig.head(peer);
    final StringBuilder seen = new StringBuilder();
    String fields = "";
    String status = "200";
    for (final String line : head.lines().toList()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("cookie:")) {
        seen.append(line.substring(7).strip()).append(" # ");
      } else if (line.toLowerCase(Locale.ROOT).startsWith("x-answer:")) {
        fields = line.substring(9).strip().replace("|", "\r\n") + "\r\n";
      }
    }
    if (fields.startsWith("Status: ")) {
      status = fields.substring(8, 11);
    }
    peer.send(
        "HTTP/1.1 %s X\r\nContent-Length: 0\r\nConnection: close\r\nX-Seen: %s\r\n%s\r\n"
            .formatted(status, seen, fields));
  }

  @Test
  void shouldLeadClientsAsHaproxyDoes() throws Exception {
    compare(CookieCases.COOKIES, "", "", CookieCases.all());
  }

  @Test
  void shouldLeadClientsToServersThatAreDownAsHaproxyDoes() throws Exception {
    compare(
        Map.of("insert", "insert", "indirect", "insert indirect", "passive", ""),
        "option persist\n  option redispatch\n  retries 1",
        "persist = on\n  redispatch = on\n  retries = 1",
        CookieCases.down());
  }

  @Test
  void shouldKeepClientsOnServersThatAreDownAsHaproxyDoes() throws Exception {
    compare(
        Map.of("insert", "insert", "indirect", "insert indirect"),
        "option persist\n  no option redispatch\n  retries 0",
        "persist = on\n  redispatch = off\n  retries = 0",
        CookieCases.down());
  }

  private void compare(
      final Map<String, String> cookies,
      final String haproxyOptions,
      final String sluiceOptions,
      final List<String> requests)
      throws Exception {
    // Given
    final StringBuilder haproxyText = new StringBuilder();
    final StringBuilder sluiceText = new StringBuilder();
    cookies.forEach((name, words) -> {
      haproxyText.append(backend(HAPROXY_BACKEND, name, words, haproxyOptions));
      sluiceText.append(backend(SLUICE_BACKEND, name, words, sluiceOptions));
    });
    final Map<String, String> expected = new LinkedHashMap<>();
    final Map<String, String> found = new LinkedHashMap<>();
    try (Program haproxy =
            Program.launch(
                "haproxy",
                p ->
                    List.of(
                        "haproxy", "-db", "-f", p.file("h.cfg", haproxy(p.port(), haproxyText))));
        LiveProxy proxy = LiveProxy.start(sluice(sluiceText))) {
      // The connection that tried whether it listens has a line as well.
      assertThat(line(theirs)).contains("NOSRV");
      // When
      for (final String name : cookies.keySet()) {
        for (final String request : requests) {
          final String text = CookieCases.dated(request.formatted(name));
          expected.put(text, exchange(Peer.connect(haproxy.address()), text) + line(theirs));
          found.put(text, exchange(Peer.connect(proxy.port("web")), text) + line(ours));
        }
      }
    }
    // Then
    found.replaceAll(HaproxyCookieIT::likeHaproxy);
    expected.forEach((request, seen) -> found.remove(request, seen));
    expected.keySet().retainAll(found.keySet());
    assertThat(found).isEqualTo(expected);
  }

  /**
   * Without what is done otherwise on purpose: a response that does not speak of caches, and that
   * they may keep by heuristics, becomes private too.
   */
  private static String likeHaproxy(final String request, final String found) {
    return SPEAKS_OF_CACHES.matcher(request).find()
        ? found
        : found.replace("cache-control: private\n", "");
  }

  private String backend(
      final String template, final String name, final String words, final String options) {
    return template.formatted(name, words, options, a.port(), b.port(), gone, d.port());
  }

  private String haproxy(final int port, final CharSequence backends) {
    return """
    defaults
      mode http
      timeout connect 100ms
      timeout client 5s
      timeout server 5s
    frontend web
      bind 127.0.0.1:%d
      log 127.0.0.1:%d len 1024 format rfc3164 local0
      log-format "line %%s %%ST %%tsc"
      use_backend %%[path,field(2,/)]
    %s
    """
        .formatted(port, theirs.getLocalPort(), backends);
  }

  private String sluice(final CharSequence backends) {
    return """
    global {
      threads = 1
      log.targets = [ { to = "udp://127.0.0.1:%d", len = 1024, format = rfc3164 } ]
    }
    defaults { mode = http, timeout { connect = 100ms, client = 5s, server = 5s } }
    frontend.web {
      bind = "127.0.0.1:0"
      log-format = "line %%s %%ST %%tsc"
      use-backend = "%%[path,field(2,/)]"
    }
    %s
    """
        .formatted(ours.getLocalPort(), backends);
  }

  /** What client and server see of the cookie. */
  private static String exchange(final Peer to, final String request) throws IOException {
    try (Peer peer = to) {
      peer.send(request);
      final StringBuilder seen = new StringBuilder();
      for (final String line : HttpRig.head(peer).lines().toList()) {
        final String[] field = line.split(": ?", 2);
        switch (field[0].toLowerCase(Locale.ROOT)) {
          case "set-cookie", "cache-control", "pragma", "x-seen" ->
              seen.append(field[0].toLowerCase(Locale.ROOT))
                  .append(": ")
                  .append(CookieCases.undated(field[1]))
                  .append('\n');
          default -> {}
        }
      }
      return seen.toString();
    }
  }

  /** The next line of a request: server, status and letters. */
  private static String line(final DatagramSocket socket) throws IOException {
    final DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.setSoTimeout(5000);
    while (true) {
      socket.receive(packet);
      final String text = new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
      final int at = text.indexOf("line ");
      if (at >= 0) {
        // HAProxy names the server that a denied request would have gone to.
        return text.substring(at).replaceFirst("line \\S+ 403", "line - 403");
      }
    }
  }
}
