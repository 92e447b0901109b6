package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.MariaDb;
import io.sluice.engine.testkit.Memcached;
import io.sluice.engine.testkit.MemcachedSession;
import io.sluice.engine.testkit.MySqlSession;
import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.Sum;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules do in mode tcp, beyond what a comparison with HAProxy shows. */
@Timeout(60)
class TcpRulesIT {
  private static final String LOOK =
      """
      frontend.look {
        bind = "127.0.0.1:%d"
        log-format = "cur=%%[src_conn_cur(in)] cnt=%%[src_conn_cnt(in)] sess=%%[src_sess_cnt(in)] \
      in=%%[src_bytes_in_rate(in)] out=%%[src_bytes_out_rate(in)]"
        tcp-request-content = "reject"
        backend = app
      }
      """;

  @Test
  void shouldStayWithTheServerThatTookOverWhenTheFirstIsBack() throws Exception {
    final int first = Ports.free();
    try (var second = ScriptedServer.start(peer -> peer.send("second"));
        var proxy =
            LiveProxy.start(
                """
                listen.galera {
                  bind = "127.0.0.1:0"
                  check { type = tcp, inter = 100ms, rise = 1, fall = 1 }
                  stick-table { type = ip, size = 10 }
                  stick = "on dst"
                  servers {
                    a { address = "127.0.0.1:%d", backup = on }
                    b { address = "127.0.0.1:%d", backup = on }
                  }
                }
                """
                    .formatted(first, second.port()))) {
      // Given
      await().until(() -> !isUp(proxy));
      assertThat(said(proxy)).isEqualTo("second");
      // When
      try (var back = ScriptedServer.start(Ports.on(first), peer -> peer.send("first"))) {
        await().until(() -> isUp(proxy));
        // Then
        assertThat(said(proxy)).isEqualTo("second");
        assertThat(back.port()).isEqualTo(first);
      }
    }
  }

  private static boolean isUp(final LiveProxy proxy) {
    return proxy.server("galera", "a").state().takesSessions();
  }

  private static String said(final LiveProxy proxy) throws IOException {
    try (var client = Peer.connect(proxy.port("galera"))) {
      return client.receiveAll();
    }
  }

  @Test
  void shouldCountTrackedSessionsUntilTheirEndAndOverReloads() throws Exception {
    final int port = Ports.free();
    try (var server = ScriptedServer.listen();
        var proxy = LiveProxy.start(tracking(server.port(), port, "60s"))) {
      try (var client = Peer.connect(proxy.port("in"))) {
        client.send("hello");
        final Peer behind = server.accept();
        assertThat(behind.receive(5)).isEqualTo("hello");
        behind.send("good day");
        client.receive(8);
        // When
        assertThat(look(proxy, 1)).isEqualTo("cur=1 cnt=1 sess=1 in=5 out=8");
        assertThat(proxy.reload(tracking(server.port(), port, "61s"))).isEmpty();
        client.send("!");
        behind.receive(1);
        // Then
        assertThat(look(proxy, 2)).isEqualTo("cur=1 cnt=1 sess=1 in=6 out=8");
        behind.close();
      }
      await().until(() -> proxy.sessionLines().size() == 3);
      assertThat(look(proxy, 4)).isEqualTo("cur=0 cnt=1 sess=1 in=6 out=8");
    }
  }

  private static String tracking(final int server, final int port, final String clientTimeout) {
    return """
    global.threads = 1
    defaults.timeout.client = %s
    frontend.in {
      bind = "127.0.0.1:0"
      stick-table {
        type = ip, size = 10
        store = "conn_cur,conn_cnt,sess_cnt,bytes_in_rate(1h),bytes_out_rate(1h)"
      }
      tcp-request-connection = "track-sc0 src"
      backend = app
    }
    backend.app.servers.s = "127.0.0.1:%d"
    """
            .formatted(clientTimeout, server)
        + LOOK.formatted(port);
  }

  /** The line of one who looks at the table, which is the so-manieth. */
  private static String look(final LiveProxy proxy, final int lines) throws IOException {
    try (var client = Peer.connect(proxy.port("look"))) {
      client.awaitEnd();
    }
    await().until(() -> proxy.sessionLines().size() == lines);
    return proxy.sessionLines().getLast();
  }

  @Test
  void shouldRefuseTheClientThatHasTooManyConnections() throws Exception {
    try (var server = ScriptedServer.start(peer -> peer.send(peer.receive(1) + "ok"));
        var proxy =
            LiveProxy.start(
                """
                listen.in {
                  bind = "127.0.0.1:0"
                  stick-table { type = ip, size = 10, store = "conn_cur,conn_rate(1m)" }
                  tcp-request-connection = ["reject if { src_conn_cur ge 2 }", "track-sc0 src"]
                  servers.s = "127.0.0.1:%d"
                }
                """
                    .formatted(server.port()))) {
      try (var one = Peer.connect(proxy.port("in"));
          var two = Peer.connect(proxy.port("in"))) {
        await().until(() -> proxy.frontend("in").open() == 2);
        // When
        assertThatThrownBy(() -> ask(proxy)).isInstanceOf(IOException.class);
        // Then
        two.send("2");
        assertThat(two.receiveAll()).isEqualTo("2ok");
        one.send("1");
        assertThat(one.receiveAll()).isEqualTo("1ok");
      }
      await().until(() -> proxy.frontend("in").open() == 0);
      assertThat(ask(proxy)).isEqualTo("xok");
      await().until(() -> proxy.sessionLines().size() == 3);
    }
  }

  private static String ask(final LiveProxy proxy) throws IOException {
    try (var client = Peer.connect(proxy.port("in"))) {
      client.send("x");
      return client.receiveAll();
    }
  }

  @Test
  void shouldLoseNothingOfAStreamWhoseBeginningWasLookedAt() throws Exception {
    try (var rig =
            Rig.start(
                """
                inspect-delay = 5s
                tcp-request-content = ["accept if { req.len ge 16000 }", "reject"]
                """);
        var client = rig.connect()) {
      // When
      final var sent = inBackground(() -> client.sendNoise(32 << 20, Pace.FULL));
      try (var server = rig.accept()) {
        final Sum got = server.receiveSum(32 << 20, Pace.FULL);
        // Then
        assertThat(got).isEqualTo(sent.join());
      }
      client.awaitEnd();
    }
  }

  @Test
  void shouldPassOnAtOnceWhoNoRuleWaitsFor() throws Exception {
    try (var mariadb = MariaDb.launch();
        var proxy =
            LiveProxy.start(
                """
                listen.db {
                  bind = "127.0.0.1:0"
                  inspect-delay = 1h
                  tcp-request-content = [
                    "accept if { src 127.0.0.0/8 }"
                    "reject if { req.len gt 0 }"
                  ]
                  servers.s = "127.0.0.1:%d"
                }
                """
                    .formatted(mariadb.port()));
        // When
        var session = MySqlSession.connect(Ports.on(proxy.port("db")), "root")) {
      // Then
      assertThat(session.query("SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void shouldPassOnSilentClientsWhenTheTimeIsOver() throws Exception {
    try (var server = ScriptedServer.start(peer -> peer.send("I speak first"));
        var proxy =
            LiveProxy.start(
                """
                listen.in {
                  bind = "127.0.0.1:0"
                  inspect-delay = 200ms
                  tcp-request-content = "reject if { req.payload(0,4) -m str evil }"
                  servers.s = "127.0.0.1:%d"
                }
                """
                    .formatted(server.port()));
        var client = Peer.connect(proxy.port("in"))) {
      // When
      final boolean waited = client.quietFor(Duration.ofMillis(100));
      // Then
      assertThat(waited).isTrue();
      assertThat(client.receiveAll()).isEqualTo("I speak first");
    }
  }

  @Test
  void shouldKeepAnOperatorsCommandFromARealMemcached() throws Exception {
    try (var memcached = Memcached.launch();
        var proxy =
            LiveProxy.start(
                """
                listen.cache {
                  bind = "127.0.0.1:0"
                  inspect-delay = 10s
                  tcp-request-content = [
                    "reject if { req.payload(0,9) -m str flush_all }"
                    "accept if { req.len ge 9 }"
                  ]
                  servers.s = "127.0.0.1:%d"
                }
                """
                    .formatted(memcached.port()))) {
      // Given
      try (var session = MemcachedSession.connect(Ports.on(proxy.port("cache")))) {
        session.set("key", "value");
      }
      // When
      try (var operator = Peer.connect(proxy.port("cache"))) {
        operator.send("flush_all\r\n");
        operator.awaitEnd();
      }
      // Then
      try (var session = MemcachedSession.connect(Ports.on(proxy.port("cache")))) {
        session.set("other", "1");
        assertThat(session.get("key")).isEqualTo("value");
      }
      await().until(() -> proxy.sessionLines().size() == 3);
      assertThat(proxy.sessionLines())
          .filteredOn(line -> line.contains(" cache/<NOSRV> -1/-1/") && line.contains(" PR "))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reject if { res.payload(0,6) -m str secret } | secret | ''",
        "reject if { res.payload(0,6) -m str secret } | public | public",
        "reject | public | ''",
        "accept if { src 127.0.0.0/8 } | secret | secret"
      })
  void shouldJudgeWhatTheServerSaysFirst(
      final String rule, final String said, final String received) throws Exception {
    try (var server =
            ScriptedServer.start(peer -> {
              peer.send(said);
              peer.awaitEnd();
            });
        var rig = Rig.before(server.address(), "tcp-response-content = \"" + rule + "\"");
        var client = rig.connect()) {
      // When
      client.halfClose();
      final String got = client.receiveAll();
      // Then
      assertThat(got).isEqualTo(received);
      assertThat(rig.state()).isEqualTo(received.isEmpty() ? "PD" : "--");
    }
  }

  @Test
  void shouldMakeNothingForSessionsWithoutRules() throws Exception {
    try (var rig = Rig.start();
        var ruled = Rig.start("tcp-request-content = \"accept\"")) {
      assertThat(rules(rig)).isFalse();
      assertThat(rules(ruled)).isTrue();
    }
  }

  private static boolean rules(final Rig rig) {
    return SessionRules.areThere(rig.proxy().server().running().frontends().get("relay"));
  }
}
