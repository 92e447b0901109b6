package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Program;
import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The same lines for the same requests as the installed HAProxy sends to syslog. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HaproxyLogIT {
  /** Variables that have the same value in both, in all ways in which they can be printed. */
  private static final String FORMAT =
      "%ci %f %ft %b/%s %ST CC=%CC CS=%CS %tsc %ts %{+Q}tsc m=%HM p=%HP o=%HPO q=%HQ u=%HU v=%HV"
          + " hr=%hr hs=%hs hrl=%hrl hsl=%hsl %rc %sq/%bq fi=%fi bi=%bi si=%si sp=%sp id=%ID"
          + " %{+Q}r r=%r e=%{+E}HU qe=%{+Q,+E}HP Qb=%{+Q}b Qs=%{+Q}s Qcc=%{+Q}CC Qhr=%{+Q}hr"
          + " Qhrl=%{+Q}hrl Ehr=%{+E}hr X=%{+X}ci %{+X}fi %{+X}sp lc=%lc"
          + " x=%[var(txn.odd)] Qx=%{+Q}[var(txn.odd)] Ex=%{+E}[var(txn.odd)]"
          + " QEx=%{+Q,+E}[var(txn.odd)] m=%[capture.req.method] c=%[capture.req.hdr(0)]"
          + " s=%[capture.res.hdr(0)] v=%[var(txn.v),length] f=%[fe_name] 100%%";

  private static final String ODD = "X-Odd: a\"b\\c]d{e|f}#\u00e9\r\n";

  private static final String RULES =
      """
      set-var(txn.v) path,upper
      set-var(txn.odd) req.hdr(X-Odd)
      deny deny_status 403 if { path /deny }
      deny deny_status 429 if { path /deny429 }
      return status 200 content-type text/plain string hello if { path /return }
      redirect location /there code 302 if { path /redirect }
      tarpit deny_status 500 if { path /tarpit }
      reject if { path /reject }
      set-path /rewritten if { path /rewrite }
      """;

  private static final String HAPROXY =
      """
      defaults
        mode http
        timeout connect 500ms
        timeout client 400ms
        timeout server 600ms
        option abortonclose
        timeout http-request 500ms
        timeout tarpit 100ms
        timeout queue 200ms
        retries 0
      frontend web
        bind 127.0.0.1:%d
        log 127.0.0.1:%d len 8192 format rfc3164 local0
        %s
        unique-id-format id-%%[var(txn.v)]
        capture request header User-Agent len 12
        capture request header Referer len 40
        capture response header Server len 20
        capture cookie SID len 10
        %s
        http-response deny deny_status 502 if { status 418 }
        use_backend gone if { path /gone }
        use_backend none if { path /none }
        default_backend app
      backend app
        server s1 127.0.0.1:%d
      backend gone
        server s2 127.0.0.1:%d
      backend none
      """;

  private static final String SLUICE =
      """
      global { threads = 1, log.targets = [ { to = "udp://127.0.0.1:%d", len = 8192, format = rfc3164 } ] }
      defaults {
        mode = http
        timeout {
          connect = 500ms, client = 400ms, server = 600ms, http-request = 500ms, tarpit = 100ms, queue = 200ms
        }
        retries = 0
        abortonclose = on
      }
      frontend.web {
        bind = "127.0.0.1:0"
        %s
        unique-id-format = "id-%%[var(txn.v)]"
        capture {
          request = ["User-Agent 12", "Referer 40"]
          response = "Server 20"
          cookie = "SID 10"
        }
        http-request = [
          %s
        ]
        http-response = [ "deny deny_status 502 if { status 418 }" ]
        use-backend = [ "gone if { path /gone }", "none if { path /none }" ]
        backend = app
      }
      backend.app { servers.s1 = "127.0.0.1:%d" }
      backend.gone { servers.s2 = "127.0.0.1:%d" }
      backend.none { servers {} }
      """;

  private static final String CLOSE = "Connection: close\r\n\r\n";
  private static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";

  /** What a client does. */
  private record Case(String bytes, boolean waits) {}

  private static Case get(final String target, final String fields) {
    return new Case(
        "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "Connection: close\r\n\r\n", true);
  }

  private static Case raw(final String bytes) {
    return new Case(bytes, true);
  }

  private static Case leaves(final String bytes) {
    return new Case(bytes, false);
  }

  private static final List<Case> CASES =
      List.of(
          get("/", ""),
          get("/a?b=c&d=%22e%22", ODD),
          get("/x?", "User-Agent: curl/8.0 and more than fits\r\nReferer: http://r/{a|b}#\"\r\n"),
          get(
              "/a\"b?c=\\d]#".replace("#", ""),
              "User-Agent: \u00e9\u0001x\r\n".replace("\u0001", "")),
          get("http://h/absolute?q", "User-Agent: \r\n"),
          get("/rewrite?x=y", "Cookie: a=b; SID=0123456789abc; SIDE=2\r\n"),
          get("/cookie", "Cookie: $V=1; SIDE=1\r\nCookie: SID=2\r\n"),
          get("/cookie", "Cookie: OTHER=1; SID\r\n"),
          get("/cookie", "Cookie: a=\"x; SID=1\"; SID = \"q u\"\r\n"),
          get("/server", ODD + "X-Odd: second\r\n"),
          raw("HEAD /head HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
          raw("GET /old HTTP/1.0\r\n\r\n"),
          raw("OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
          raw(
              "POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"),
          raw(
              "POST /chunks HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                  + CLOSE
                  + CHUNKS),
          get("/" + "long".repeat(300), ""),
          get("/404", ""),
          get("/503", ""),
          get("/418", ""),
          get("/junk", ""),
          get("/empty", ""),
          get("/cut", ""),
          get("/silent", ""),
          get("/gone", ODD),
          get("/none", "Cookie: SID=1\r\n"),
          get("/deny", ODD + "User-Agent: u\r\nCookie: SID=1\r\n"),
          get("/deny429", ""),
          get("/return", "User-Agent: u\r\nCookie: SID=1\r\n"),
          get("/redirect", "Cookie: SID=1\r\n"),
          get("/tarpit", "Cookie: SID=1\r\n"),
          get("/reject", "Cookie: SID=1\r\n"),
          raw("GET /sp ace HTTP/1.1\r\nHost: h\r\n\r\n"),
          raw("nonsense\r\n\r\n"),
          raw("GET /bad HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n"),
          raw("GET /late HTTP/1.1\r\nHost: h\r\n"),
          leaves("GET /half HTTP/1.1\r\n"),
          leaves("GET /leave HTTP/1.1\r\nHost: h\r\n\r\n"));

  /** Requests that the server does not answer. */
  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

  private final ScriptedServer server = ScriptedServer.start(this::answer);
  private final int gone = Ports.free();
  private DatagramSocket ours;
  private DatagramSocket theirs;

  @BeforeAll
  void listen() throws IOException {
    ours = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    theirs = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  @AfterAll
  void close() throws IOException {
    ours.close();
    theirs.close();
    server.close();
  }

  /** Does what the path says. */
  private void answer(final Peer peer) throws IOException {
    final String head = HttpRig.head(peer);
    final String path = head.split(" ", 3)[1];
    if (path.equals("/silent") || path.equals("/leave")) {
      heads.add(path);
      peer.awaitEnd();
      return;
    }
    if (head.startsWith("POST /post")) {
      peer.receive(5);
    } else if (head.startsWith("POST")) {
      peer.receive(CHUNKS.length());
    }
    switch (path) {
      case "/404" -> peer.send("HTTP/1.1 404 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      case "/418" -> peer.send("HTTP/1.1 418 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      case "/503" -> peer.send("HTTP/1.1 503 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      case "/cut" ->
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nabc");
      case "/junk" -> peer.send("nothing of HTTP\r\n\r\n");
      case "/empty" -> {}
      default ->
          peer.send(
              "HTTP/1.1 200 OK\r\nServer: a\"{s}|#\\\r\nSet-Cookie: x=1; SID=0\r\n"
                  + "Set-Cookie: SIDE=0123456; path=/\r\nContent-Length: 2\r\n"
                  + "Connection: close\r\n\r\n"
                  + (head.startsWith("HEAD") ? "" : "ok"));
    }
  }

  @Test
  void shouldPrintCustomLinesAsHaproxyDoes() throws Exception {
    compare("log-format '" + FORMAT + "'", "log-format = \"\"\"" + FORMAT + "\"\"\"");
  }

  @Test
  void shouldPrintUsualLinesAsHaproxyDoes() throws Exception {
    compare("option httplog", "");
  }

  private void compare(final String haproxyFormat, final String sluiceFormat) throws Exception {
    // Given
    final String rules = "http-request " + RULES.strip().replaceAll("\\n", "\n  http-request ");
    final String quoted = "\"\"\"" + RULES.strip().replaceAll("\\n", "\"\"\"\n\"\"\"") + "\"\"\"";
    final List<String> expected = new ArrayList<>();
    final List<String> printed = new ArrayList<>();
    try (Program haproxy =
            Program.launch(
                "haproxy",
                p ->
                    List.of(
                        "haproxy",
                        "-db",
                        "-f",
                        p.file(
                            "haproxy.cfg",
                            HAPROXY.formatted(
                                p.port(),
                                theirs.getLocalPort(),
                                haproxyFormat,
                                rules,
                                server.port(),
                                gone))));
        LiveProxy proxy =
            LiveProxy.start(
                SLUICE.formatted(ours.getLocalPort(), sluiceFormat, quoted, server.port(), gone))) {
      // The connection that tried whether it listens has a line as well.
      expected.add(line(theirs));
      Peer.connect(proxy.port("web")).close();
      printed.add(line(ours));
      // When
      for (final Case asked : CASES) {
        heads.clear();
        try (Peer first = Peer.connect(haproxy.address());
            Peer second = Peer.connect(proxy.port("web"))) {
          act(asked, first);
          act(asked, second);
          if (asked.bytes().startsWith("GET /leave")) {
            // Who leaves before the server was asked is not what is to be seen.
            assertThat(heads.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(heads.poll(5, TimeUnit.SECONDS)).isNotNull();
          }
          if (asked.waits()) {
            first.awaitEnd();
            second.awaitEnd();
          }
        }
        expected.add(line(theirs));
        printed.add(line(ours));
      }
    }
    // Then
    assertSoftly(all -> {
      for (int i = 0; i < printed.size(); i++) {
        all.assertThat(printed.get(i))
            .as(i == 0 ? "nothing" : CASES.get(i - 1).bytes())
            .isEqualTo(expected.get(i));
      }
    });
  }

  private static void act(final Case asked, final Peer peer) throws IOException {
    peer.send(asked.bytes().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The next message, without what can differ: times, ports and counts of connections. */
  private static String line(final DatagramSocket socket) throws IOException {
    final DatagramPacket packet = new DatagramPacket(new byte[16384], 16384);
    socket.setSoTimeout(5000);
    String text;
    do {
      socket.receive(packet);
      text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
      // What is no notice, such as of a start, is a line of a request.
    } while (text.startsWith("<133>"));
    // HAProxy says where a connect came from that failed.
    return text.replaceFirst(" gone/s2 (.*) bi=\\S+ ", " gone/s2 $1 ")
        .replaceFirst("^<134>.{15}( \\S+)? [a-z]+\\[\\d+]: ", "")
        .replaceFirst("^(\\S+):\\d+ \\[[^]]+] (\\S+ \\S+) ", "$1:PORT [DATE] $2 ")
        .replaceFirst(
            " (-1|\\d+)/(-1|\\d+)/(-1|\\d+)/(-1|\\d+)/\\+?\\d+ (\\d{3}|-1|0) \\d+ ",
            " TIMES $5 BYTES ")
        .replaceFirst(" \\d+/\\d+/\\d+/\\d+/(\\+?\\d+) ", " COUNTS/$1 ");
  }
}
