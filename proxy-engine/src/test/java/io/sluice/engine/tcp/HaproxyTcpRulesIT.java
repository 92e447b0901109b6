package io.sluice.engine.tcp;

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
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same rules on the same clients come to the same end, and the same line, as in HAProxy. */
@Timeout(60)
class HaproxyTcpRulesIT {
  private static final String FORMAT =
      "%ci %f %ft %b/%s %B %U %ts %rc %sq/%bq fi=%fi fp=%fp bi=%bi si=%si sp=%sp src=%[src]"
          + " port=%[dst_port] v=%[var(sess.v)] t=%[var(txn.t)] r=%[var(req.r)] hex=%{+X}fi"
          + " sc=%[sc_conn_cnt(0)] cur=%[sc_conn_cur(0)] ss=%[sc_sess_cnt(0)] fe=%[fe_name]"
          + " be=%[be_name] srv=%[srv_name]";

  private static final String HAPROXY =
      """
      defaults
        mode tcp
        timeout connect 2s
        timeout client %dms
        timeout server 10s
        timeout queue 2s
        retries 0
      frontend in
        bind 127.0.0.1:%d
        log 127.0.0.1:%d len 8192 format rfc3164 local0
        log-format '%s'
        %s
        default_backend app
      backend app
        %s
        server a 127.0.0.1:%d
        server b 127.0.0.1:%d
      backend other
        stick-table type ip size 10 store conn_cnt,conn_cur,sess_cnt,gpc0,conn_rate(10s)
        server o 127.0.0.1:%d
      """;

  private static final String SLUICE =
      """
      global {
        threads = 1
        log.targets = [ { to = "udp://127.0.0.1:%d", len = 8192, format = rfc3164 } ]
      }
      defaults {
        timeout { connect = 2s, client = %dms, server = 10s, queue = 2s }
        retries = 0
      }
      frontend.in {
        bind = "127.0.0.1:0"
        log-format = \"""%s\"""
        %s
        backend = app
      }
      backend.app {
        %s
        servers { a = "127.0.0.1:%d", b = "127.0.0.1:%d" }
      }
      backend.other {
        stick-table { type = ip, size = 10, store = "conn_cnt,conn_cur,sess_cnt,gpc0,conn_rate(10s)" }
        servers.o = "127.0.0.1:%d"
      }
      """;

  private final ScriptedServer first = ScriptedServer.start(peer -> serve(peer, "a:"));
  private final ScriptedServer second = ScriptedServer.start(peer -> serve(peer, "b:"));
  private final ScriptedServer third = ScriptedServer.start(peer -> serve(peer, "o:"));
  private DatagramSocket ours;
  private DatagramSocket theirs;
  private String frontendRules = "";
  private String backendRules = "";
  private long clientMillis = 10_000;

  /** Says who it is, and then back what it hears, until the client has ended. */
  private static void serve(final Peer peer, final String name) throws IOException {
    peer.send(name);
    peer.send(peer.receiveAll());
  }

  @BeforeEach
  void listen() throws IOException {
    ours = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    theirs = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    ours.close();
    theirs.close();
    first.close();
    second.close();
    third.close();
  }

  /** One who is turned away may see that already when it connects. */
  private static String visit(final SocketAddress address, final List<String> said) {
    try (Peer peer = Peer.connect(address)) {
      return talk(peer, said);
    } catch (final IOException reset) {
      return "reset";
    }
  }

  /** What a client sends, in pieces with a pause between; what it got, and how it ended. */
  private static String talk(final Peer peer, final List<String> said) throws IOException {
    for (int i = 0; i < said.size(); i++) {
      if (i > 0) {
        // Each piece is to be seen by itself; were it not, both would still do the same.
        final boolean _ = peer.quietFor(Duration.ofMillis(30));
      }
      switch (said.get(i)) {
        case "FIN" -> peer.halfClose();
        case "RST" -> {
          peer.reset();
          return "gone";
        }
        default -> peer.send(said.get(i).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return "got " + peer.receiveAll();
  }

  private void compare(final List<List<String>> clients) throws Exception {
    compare(clients, clients.size());
  }

  /** Both get the same clients, one after the other; {@code lines} of them have a line. */
  private void compare(final List<List<String>> clients, final int lines) throws Exception {
    try (Program haproxy = haproxy();
        LiveProxy proxy = sluice()) {
      // The connection that tried whether it listens comes by the rules as well.
      assertThat(visit(Ports.on(proxy.port("in")), List.of("FIN"))).isNotEmpty();
      final List<String> expected = new ArrayList<>();
      final List<String> got = new ArrayList<>();
      for (final List<String> said : clients) {
        expected.add(visit(haproxy.address(), said));
        got.add(visit(Ports.on(proxy.port("in")), said));
      }
      assertThat(got).isEqualTo(expected);
      final List<String> wanted = lines(theirs, haproxy.address().getPort(), lines);
      final List<String> printed = lines(ours, proxy.port("in"), lines);
      assertSoftly(all -> {
        all.assertThat(printed).hasSameSizeAs(wanted);
        for (int i = 0; i < Math.min(printed.size(), wanted.size()); i++) {
          all.assertThat(printed.get(i)).as("client %d", i).isEqualTo(wanted.get(i));
        }
      });
    }
  }

  private Program haproxy() {
    return Program.launch(
        "haproxy",
        p ->
            List.of(
                "haproxy",
                "-db",
                "-f",
                p.file(
                    "haproxy.cfg",
                    HAPROXY.formatted(
                        clientMillis,
                        p.port(),
                        theirs.getLocalPort(),
                        FORMAT,
                        frontendRules.strip().replace("\n", "\n  "),
                        backendRules.strip().replace("\n", "\n  "),
                        first.port(),
                        second.port(),
                        third.port()))));
  }

  private LiveProxy sluice() {
    return LiveProxy.start(
        SLUICE.formatted(
            ours.getLocalPort(),
            clientMillis,
            FORMAT,
            hocon(frontendRules),
            hocon(backendRules),
            first.port(),
            second.port(),
            third.port()));
  }

  /** HAProxy's lines as the lists that they are here. */
  private static String hocon(final String lines) {
    final Map<String, List<String>> lists = new LinkedHashMap<>();
    for (final String line : lines.strip().split("\n", -1)) {
      final boolean two = line.startsWith("tcp-request") || line.startsWith("acl");
      final String[] words = line.split(" ", two ? 3 : 2);
      final String key = two ? words[0] + "-" + words[1] : words[0].replace('_', '-');
      if (words.length > 1) {
        lists.computeIfAbsent(key, _ -> new ArrayList<>()).add(words[words.length - 1]);
      }
    }
    return lists.entrySet().stream()
        .map(list -> key(list.getKey()) + " = " + value(list.getKey(), list.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static String key(final String key) {
    return key.replaceFirst("^acl-", "acl.").replaceFirst("^tcp-request-inspect", "inspect");
  }

  private static String value(final String key, final List<String> values) {
    if (key.equals("stick-table")) {
      return "{ type = " + values.getFirst().split(" ", 3)[1] + ", size = 100 }";
    }
    return values.size() == 1 && (!key.contains("tcp-request-") || key.endsWith("-delay"))
        ? "\"\"\"" + values.getFirst() + "\"\"\""
        : values.stream().collect(Collectors.joining("\"\"\", \"\"\"", "[\"\"\"", "\"\"\"]"));
  }

  /** What was printed, without the client that tried whether somebody listens. */
  private static List<String> lines(final DatagramSocket socket, final int port, final int expected)
      throws IOException {
    final List<String> lines = new ArrayList<>();
    final DatagramPacket packet = new DatagramPacket(new byte[16384], 16384);
    try {
      while (true) {
        socket.setSoTimeout(lines.size() > expected ? 100 : 2000);
        socket.receive(packet);
        final String text =
            new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
        if (text.startsWith("<134>")) {
          lines.add(
              text.replaceFirst("^<134>.{15}( \\S+)? [a-z]+\\[\\d+]: ", "")
                  .replace("=" + port + " ", "=PORT "));
        }
      }
    } catch (final SocketTimeoutException silent) {
      return lines.isEmpty() || lines.size() == expected ? lines : lines.subList(1, lines.size());
    }
  }

  @Test
  void shouldAdmitClientsAsHaproxyDoes() throws Exception {
    frontendRules =
        """
        acl third sc_conn_cnt(0) gt 2
        tcp-request connection track-sc0 src table other
        tcp-request connection reject if { sc_conn_cnt(0) gt 4 }
        tcp-request session set-var(sess.v) src
        tcp-request session reject if { sc_conn_cnt(0) gt 3 }
        tcp-request content set-var(txn.t) int(5)
        tcp-request content set-var(req.r) int(6)
        tcp-request content reject if third
        """;
    // The first one is who tries whether it listens; then each kind of refusal.
    compare(List.of(List.of("hello", "FIN"), List.of("FIN"), List.of("FIN"), List.of("FIN")), 2);
  }

  @Test
  void shouldWaitForWhatRulesLookAtAsHaproxyDoes() throws Exception {
    frontendRules =
        """
        tcp-request inspect-delay 300ms
        tcp-request content reject if { req.payload(0,3) -m str bad }
        tcp-request content set-var(sess.v) req.len if { req.len lt 9000 }
        tcp-request content accept if { req.len ge 6 }
        tcp-request content set-var(txn.t) str(late) if WAIT_END
        """;
    compare(
        List.of(
            List.of("bad", "FIN"),
            List.of("ba", "d", "FIN"),
            List.of("hello!", "FIN"),
            List.of("he", "llo", "!", "FIN"),
            List.of("hell", "FIN"),
            List.of("hell", "RST"),
            List.of("FIN"),
            List.of("x".repeat(40_000), "FIN")));
  }

  @Test
  void shouldLoseSilentClientsAsHaproxyDoes() throws Exception {
    clientMillis = 150;
    frontendRules =
        """
        tcp-request inspect-delay 1s
        tcp-request content accept if { req.len ge 6 }
        """;
    compare(List.of(List.of("hell"), List.of("", "hell")));
  }

  @Test
  void shouldPassOnClientsThatAreSilentAsHaproxyDoes() throws Exception {
    frontendRules =
        """
        tcp-request inspect-delay 200ms
        tcp-request content reject if { req.len gt 0 } { req.payload(0,1) -m str x }
        use_backend other if { req.len 0 }
        """;
    compare(List.of(List.of("", "", "", "", "", "", "", "", "", "", "FIN"), List.of("y", "FIN")));
  }

  @Test
  void shouldChooseBackendsAndServersAsHaproxyDoes() throws Exception {
    frontendRules =
        """
        tcp-request inspect-delay 1s
        tcp-request content accept if { req.len ge 1 }
        use_backend other if { req.payload(0,1) -m str o }
        use_backend %[req.payload(0,5)] if { req.payload(0,1) -m str + }
        use_backend %[req.payload(1,3)] if { req.payload(0,1) -m str = }
        """;
    backendRules =
        """
        tcp-request inspect-delay 1s
        tcp-request content reject if { req.payload(0,3) -m str bad }
        tcp-request content set-var(txn.t) req.payload(0,4)
        use-server b if { req.payload(0,1) -m str b }
        balance hash var(txn.t)
        """;
    compare(
        List.of(
            List.of("o1", "FIN"),
            List.of("=app1", "FIN"),
            List.of("+none", "FIN"),
            List.of("bet", "FIN"),
            List.of("bad", "FIN"),
            List.of("abcd", "FIN"),
            List.of("abce", "FIN"),
            List.of("abcf", "FIN"),
            List.of("abcg", "FIN"),
            List.of("abc", "FIN")));
  }

  @Test
  void shouldLeadClientsBackAsHaproxyDoes() throws Exception {
    frontendRules =
        """
        tcp-request inspect-delay 1s
        tcp-request content accept if { req.len ge 4 }
        """;
    backendRules =
        """
        stick-table type binary len 4 size 100
        stick on req.payload(0,4)
        """;
    compare(
        List.of(
            List.of("aaaa", "FIN"),
            List.of("bbbb", "FIN"),
            List.of("bbbb", "FIN"),
            List.of("aaaa", "FIN"),
            List.of("aaaa1", "FIN"),
            List.of("bbbb", "FIN"),
            List.of("cccc", "FIN"),
            List.of("cccc", "FIN"),
            List.of("aa", "FIN")));
  }

  @Test
  void shouldKnowTlsAndRdpAsHaproxyDoes() throws Exception {
    frontendRules =
        """
        tcp-request inspect-delay 1s
        tcp-request content set-var(sess.v) req.ssl_sni
        tcp-request content set-var(txn.t) rdp_cookie(mstshash)
        tcp-request content accept if { req.ssl_hello_type 1 }
        tcp-request content accept if { req.rdp_cookie(mstshash) -m found }
        tcp-request content accept if HTTP
        tcp-request content reject
        use_backend other if { req.ssl_sni -i keystone.example }
        """;
    backendRules =
        """
        balance rdp-cookie
        """;
    final String hello = hello("keystone.example");
    compare(
        List.of(
            List.of(hello, "FIN"),
            List.of(hello.substring(0, 50), hello.substring(50), "FIN"),
            List.of(hello("nova.example"), "FIN"),
            List.of(rdp("alice"), "FIN"),
            List.of(rdp("bob"), "FIN"),
            List.of(rdp("carol"), "FIN"),
            List.of(rdp("dave").substring(0, 20), rdp("dave").substring(20), "FIN"),
            List.of("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "FIN"),
            List.of("SSH-2.0-OpenSSH_9.2\r\n", "FIN")));
  }

  /** The first message of a real client of TLS. */
  private static String hello(final String server) throws Exception {
    final SSLEngine engine = SSLContext.getDefault().createSSLEngine(server, 443);
    engine.setUseClientMode(true);
    final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    engine.beginHandshake();
    assertThat(engine.wrap(ByteBuffer.allocate(0), bytes).bytesProduced()).isPositive();
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }

  /** A client's connection request as it comes over TPKT (MS-RDPBCGR 2.2.1.1, RFC 1006). */
  private static String rdp(final String user) {
    final String cookie = "Cookie: mstshash=" + user + "\r\n";
    final int length = 4 + 7 + cookie.length() + 8;
    return "\u0003\0\0"
        + (char) length
        + (char) (length - 5)
        + "\u00e0\0\0\0\0\0"
        + cookie
        + "\u0001\0\u0008\0\u0003\0\0\0";
  }
}
