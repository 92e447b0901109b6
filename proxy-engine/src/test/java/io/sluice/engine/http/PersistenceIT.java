package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Clients come back to their server, and those that ask too often are told so. */
class PersistenceIT {
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @Test
  void shouldLeadAClientBackByACookieThatTheServerNeverSees() throws Exception {
    try (var rig = new Rig("cookie = \"SRV insert indirect nocache\"")) {
      // When
      final String first = rig.ask("");
      final String cookie = "SRV=s" + named(first);
      final List<String> more = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        more.add(rig.ask("Cookie: x=1; " + cookie + "\r\n"));
      }

      // Then
      assertThat(first)
          .contains("\r\nSet-Cookie: " + cookie + "; path=/\r\n")
          .contains("\r\nCache-Control: private\r\n");
      assertThat(more).allMatch(each -> each.equals(HttpRig.ok(named(first))));
      assertThat(asked.getLast()).contains("\r\nCookie: x=1\r\n");
      await().untilAsserted(() -> assertThat(rig.proxy.sessionLines()).hasSize(5));
      // Two loops write them, so their order is not that of the requests.
      assertThat(rig.proxy.sessionLines()).filteredOn(line -> line.contains(" --NI ")).hasSize(1);
      assertThat(rig.proxy.sessionLines()).filteredOn(line -> line.contains(" --VN ")).hasSize(4);
    }
  }

  @Test
  void shouldLeadAClientBackByWhatATableRemembers() throws Exception {
    final String table =
        "stick = \"on req.hdr(X-User)\", stick-table { type = string, size = 100, expire = 1m }";
    try (var rig = new Rig(table)) {
      // Given
      final String first = named(rig.ask("X-User: one\r\n"));

      // When
      final List<String> more = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        more.add(named(rig.ask("X-User: one\r\n")));
      }

      // Then
      assertThat(more).containsOnly(first);
    }
  }

  @Test
  void shouldUseTheServerThatARuleNames() throws Exception {
    try (var rig = new Rig("use-server = \"b if { path_beg /b }\", cookie = \"SRV insert\"")) {
      for (int i = 0; i < 3; i++) {
        assertThat(named(rig.ask("/b", "Cookie: SRV=sa\r\n"))).isEqualTo("b");
      }
      await().untilAsserted(() -> assertThat(rig.proxy.sessionLines()).hasSize(3));
      // The client was not led here by its cookie, and gets none: the rule will lead it again.
      assertThat(rig.proxy.sessionLines().getFirst()).contains(" --UN ");
    }
  }

  @Test
  void shouldLeadClientsToAServerThatIsDownWherePersistSaysSo() throws Exception {
    final String down = "cookie = \"SRV insert\", servers.a.disabled = on, persist = on";
    try (var rig = new Rig(down)) {
      assertThat(named(rig.ask("Cookie: SRV=sa\r\n"))).isEqualTo("a");
      assertThat(named(rig.ask("/", ""))).isEqualTo("b");
      await().untilAsserted(() -> assertThat(rig.proxy.sessionLines()).hasSize(2));
      assertThat(rig.proxy.sessionLines()).filteredOn(line -> line.contains(" --DN ")).hasSize(1);
    }
  }

  @Test
  void shouldTryAnotherServerAfterOneThatIsDownAndGone() throws Exception {
    final String down = "cookie = \"SRV insert\", servers.a.disabled = on, persist = on";
    try (var rig = new Rig("servers.a.address = \"127.0.0.1:" + Ports.free() + "\", " + down)) {
      assertThat(named(rig.ask("Cookie: SRV=sa\r\n"))).isEqualTo("b");
    }
  }

  @Test
  void shouldForceRequestsToAServerThatIsDownAndToNoOther() throws Exception {
    final String forced =
        "cookie = \"SRV insert\", servers.a.disabled = on, retries = 1, timeout { connect = 100ms },"
            + " force-persist = \"if { path_beg /forced }\"";
    try (var rig = new Rig(forced)) {
      assertThat(named(rig.ask("/forced", "Cookie: SRV=sa\r\n"))).isEqualTo("a");
      assertThat(named(rig.ask("/", "Cookie: SRV=sa\r\n"))).isEqualTo("b");
    }
    final String gone = "servers.a.address = \"127.0.0.1:" + Ports.free() + "\", ";
    try (var rig = new Rig(gone + forced)) {
      assertThat(rig.ask("/forced", "Cookie: SRV=sa\r\n")).startsWith("HTTP/1.1 503 ");
      assertThat(named(rig.ask("/forced", ""))).isEqualTo("b");
    }
  }

  @Test
  void shouldIgnoreCookiesButNotTables() throws Exception {
    final String ignored =
        "cookie = \"SRV insert\", stick = \"on req.hdr(X-User)\","
            + " stick-table { type = string, size = 100, expire = 1m },"
            + " ignore-persist = \"if { path_beg /static }\"";
    try (var rig = new Rig(ignored)) {
      // When
      final List<String> answers = new ArrayList<>();
      final List<String> known = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        answers.add(rig.ask("/static", "Cookie: SRV=sa\r\n"));
      }
      for (int i = 0; i < 3; i++) {
        known.add(named(rig.ask("/static", "X-User: one\r\n")));
      }

      // Then
      assertThat(answers).noneMatch(answer -> answer.contains("Set-Cookie"));
      assertThat(answers.stream().map(PersistenceIT::named)).contains("a", "b");
      assertThat(known).containsOnly(known.getFirst());
      await().untilAsserted(() -> assertThat(rig.proxy.sessionLines()).hasSize(7));
      assertThat(rig.proxy.sessionLines()).filteredOn(line -> line.contains(" --UN ")).hasSize(4);
    }
  }

  @Test
  void shouldServeATargetInOnePlace() throws Exception {
    try (var rig = new Rig("balance = uri")) {
      final String one = named(rig.ask("/one", ""));

      assertThat(named(rig.ask("/one?x", ""))).isEqualTo(one);
      assertThat(named(rig.ask("/one?y", ""))).isEqualTo(one);
    }
  }

  @Test
  void shouldTellAClientThatAsksTooOften() throws Exception {
    final String rules =
        """
        stick-table { type = ip, size = 100, expire = 1m, store = "http_req_rate(1m)" }
        http-request = [
          "track-sc0 src"
          "deny deny_status 429 if { sc_http_req_rate(0) gt 3 }"
        ]
        """;
    try (var rig = new Rig(rules)) {
      // When
      final List<String> codes = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        codes.add(rig.ask("").substring(9, 12));
      }

      // Then
      assertThat(codes).containsExactly("200", "200", "200", "429", "429");
      assertThat(asked).hasSize(3);
    }
  }

  private static String named(final String answer) {
    return answer.substring(answer.length() - 1);
  }

  /** A proxy with two servers that answer with their name. */
  private final class Rig implements AutoCloseable {
    final ScriptedServer a = ScriptedServer.start(peer -> answerAll(peer, "a"));
    final ScriptedServer b = ScriptedServer.start(peer -> answerAll(peer, "b"));
    final LiveProxy proxy;

    Rig(final String options) {
      proxy = LiveProxy.start(config(options));
    }

    String config(final String options) {
      return """
      listen web {
        mode = http
        bind = "127.0.0.1:0"
        servers.a = { address = "127.0.0.1:%d", cookie = sa }
        servers.b = { address = "127.0.0.1:%d", cookie = sb }
        %s
      }
      """
          .formatted(a.port(), b.port(), options);
    }

    String ask(final String fields) throws IOException {
      return ask("/", fields);
    }

    /** One request by a connection of its own; the answer. */
    String ask(final String target, final String fields) throws IOException {
      try (Peer peer = Peer.connect(proxy.port("web"))) {
        peer.send("GET " + target + " HTTP/1.1\r\n" + HttpRig.HOST + fields + "\r\n");
        return HttpRig.message(peer);
      }
    }

    private void answerAll(final Peer peer, final String name) throws IOException {
      while (true) {
        asked.add(HttpRig.message(peer));
        peer.send(HttpRig.ok(name));
      }
    }

    @Override
    public void close() throws IOException {
      proxy.close();
      a.close();
      b.close();
    }
  }
}
