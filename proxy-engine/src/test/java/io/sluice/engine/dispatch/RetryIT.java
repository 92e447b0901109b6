package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.stats.Stats;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.SilentListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A connect that fails is tried again, here or elsewhere. */
@SuppressWarnings("try") // To close a server early is what these tests are about.
class RetryIT {
  @Test
  void shouldTryTheOnlyServerAgainAfterTurnAroundAndGiveUp() throws Exception {
    final long startedNanos = System.nanoTime();
    try (LiveProxy proxy = start("timeout.connect = 150ms, retries = 3", "dead", Ports.free());
        Peer client = Peer.connect(proxy.port("in"))) {
      // When
      client.send("lost");
      client.awaitEnd();
      // Then
      assertThat(elapsedMillis(startedNanos)).isGreaterThanOrEqualTo(3 * 150);
      assertThat(line(proxy)).contains(" out/dead ").contains(" SC ").endsWith("/3 0/0");
      final Stats.Totals dead = proxy.server("out", "dead").totals();
      assertThat(dead.connectErrors()).isEqualTo(4);
      assertThat(dead.retries()).isEqualTo(3);
      assertThat(dead.redispatches()).isZero();
      assertThat(proxy.backend("out").totals().connectErrors()).isEqualTo(4);
      assertThat(proxy.backend("out").totals().retries()).isEqualTo(3);
      assertThat(proxy.backend("out").totals().serverAborts()).isEqualTo(1);
      assertNothingHeld(proxy, "dead");
    }
  }

  @Test
  void shouldGiveUpAtOnceWithoutRetries() throws Exception {
    try (LiveProxy proxy = start("retries = 0", "dead", Ports.free());
        Peer client = Peer.connect(proxy.port("in"))) {
      client.awaitEnd();
      assertThat(line(proxy)).contains(" SC ").endsWith("/0 0/0");
      assertThat(proxy.backend("out").totals().connectErrors()).isEqualTo(1);
    }
  }

  @Test
  void shouldGoElsewhereAtOnceAndLoseNothing() throws Exception {
    try (EchoServer echo = EchoServer.start();
        LiveProxy proxy =
            start("timeout.connect = 20s", "dead", Ports.free(), "live", echo.port())) {
      // When
      for (int i = 0; i < 6; i++) {
        final String words = "number " + i;
        try (Peer client = Peer.connect(proxy.port("in"))) {
          client.send(words);
          assertThat(client.receive(words.length())).isEqualTo(words);
          client.halfClose();
          assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
        }
      }
      // Then
      Until.isTrue("six lines", () -> proxy.sessionLines().size() == 6);
      assertThat(proxy.sessionLines())
          .allMatch(line -> line.contains(" out/live ") && line.contains(" -- "));
      final long moved =
          proxy.sessionLines().stream().filter(line -> line.endsWith("/+1 0/0")).count();
      assertThat(moved).isBetween(3L, 6L);
      assertThat(proxy.server("out", "dead").totals().redispatches()).isEqualTo(moved);
      assertThat(proxy.server("out", "dead").totals().retries()).isZero();
      assertThat(proxy.server("out", "live").totals().connectErrors()).isZero();
      assertThat(proxy.backend("out").totals().redispatches()).isEqualTo(moved);
      assertNothingHeld(proxy, "dead");
      assertNothingHeld(proxy, "live");
    }
  }

  @Test
  void shouldStayWithTheHashedServerUntilTheLastRetry() throws Exception {
    final int[] ports = {Ports.free(), Ports.free()};
    final String settings = "balance = source, retries = 3, timeout.connect = 100ms";
    final EchoServer first = EchoServer.start(ports[0], "0\n");
    final EchoServer second = EchoServer.start(ports[1], "1\n");
    try (first;
        second;
        LiveProxy proxy = start(settings, "s0", ports[0], "s1", ports[1])) {
      // Given
      final int hashed;
      try (Peer client = Peer.connect(proxy.port("in"))) {
        hashed = Integer.parseInt(client.readLine());
      }
      (hashed == 0 ? first : second).close();
      Until.isTrue("it is gone", () -> Ports.isFree(ports[hashed]));
      final long startedNanos = System.nanoTime();
      // When
      try (Peer client = Peer.connect(proxy.port("in"))) {
        assertThat(client.readLine()).isEqualTo(String.valueOf(1 - hashed));
      }
      // Then
      assertThat(elapsedMillis(startedNanos)).isGreaterThanOrEqualTo(2 * 100);
      Until.isTrue("two lines", () -> proxy.sessionLines().size() == 2);
      assertThat(proxy.sessionLines())
          .filteredOn(line -> line.contains(" out/s" + (1 - hashed) + " "))
          .singleElement()
          .asString()
          .endsWith("/+3 0/0");
      final Stats.Totals failed = proxy.server("out", "s" + hashed).totals();
      assertThat(failed.connectErrors()).isEqualTo(3);
      assertThat(failed.retries()).isEqualTo(2);
      assertThat(failed.redispatches()).isEqualTo(1);
    }
  }

  @Test
  void shouldTakeAConnectThatLastsTooLongForAFailure() throws Exception {
    try (SilentListener silent = SilentListener.start();
        EchoServer echo = EchoServer.start();
        LiveProxy proxy =
            start("timeout.connect = 200ms", "silent", silent.port(), "live", echo.port());
        Peer first = Peer.connect(proxy.port("in"));
        Peer second = Peer.connect(proxy.port("in"))) {
      // When
      first.send("one");
      second.send("two");
      // Then
      assertThat(first.receive(3)).isEqualTo("one");
      assertThat(second.receive(3)).isEqualTo("two");
      assertThat(proxy.server("out", "silent").totals().connectErrors()).isEqualTo(1);
      assertThat(proxy.server("out", "silent").totals().redispatches()).isEqualTo(1);
    }
  }

  @Test
  void shouldSayThatTheServerWasSilent() throws Exception {
    try (SilentListener silent = SilentListener.start();
        LiveProxy proxy = start("timeout.connect = 200ms, retries = 0", "silent", silent.port());
        Peer client = Peer.connect(proxy.port("in"))) {
      client.awaitEnd();
      assertThat(line(proxy)).contains(" out/silent ").contains(" sC ");
      assertNothingHeld(proxy, "silent");
    }
  }

  @Test
  void shouldNotGoElsewhereWhenRedispatchIsOff() throws Exception {
    try (EchoServer echo = EchoServer.start();
        LiveProxy proxy =
            start(
                "redispatch = off, retries = 2, timeout.connect = 100ms",
                "dead",
                Ports.free(),
                "live",
                echo.port())) {
      // When
      try (Peer first = Peer.connect(proxy.port("in"));
          Peer second = Peer.connect(proxy.port("in"))) {
        first.send("x");
        second.send("x");
        Until.isTrue("one is refused", () -> proxy.sessionLines().size() == 1);
      }
      // Then
      assertThat(proxy.sessionLines().getFirst())
          .contains(" out/dead ")
          .contains(" SC ")
          .endsWith("/2 0/0");
      assertThat(echo.accepted()).isEqualTo(1);
      assertThat(proxy.backend("out").totals().redispatches()).isZero();
    }
  }

  @Test
  void shouldFailWhenItsServerGoesDownAndRedispatchIsOff() throws Exception {
    final int port = Ports.free();
    try (ScriptedServer checks = ScriptedServer.start(peer -> {});
        EchoServer echo = EchoServer.start();
        LiveProxy proxy =
            LiveProxy.start(
                frontend()
                    + """
                    backend.out {
                      retries = 3, redispatch = off, timeout.connect = 5s
                      servers {
                        dead { address = "127.0.0.1:%d"
                          check { type = tcp, port = %d, inter = 50ms, fall = 1 } }
                        live = "127.0.0.1:%d"
                      }
                    }
                    """
                        .formatted(port, checks.port(), echo.port()))) {
      Until.isTrue("the dead one is up", () -> checks.count() > 0 && !holds(proxy));
      try (Peer first = Peer.connect(proxy.port("in"));
          Peer second = Peer.connect(proxy.port("in"))) {
        first.send("x");
        second.send("x");
        Until.isTrue("a connect failed", () -> proxy.backend("out").totals().connectErrors() == 1);
        // When
        checks.close();
        // Then
        Until.isTrue("one is refused", () -> proxy.sessionLines().size() == 1);
      }
      assertThat(proxy.sessionLines().getFirst()).contains(" SC ");
      assertThat(echo.accepted()).isEqualTo(1);
    }
  }

  @Test
  void shouldGoElsewhereWhenItsServerGoesDownMeanwhile() throws Exception {
    try (ScriptedServer firstCheck = ScriptedServer.start(peer -> {});
        ScriptedServer secondCheck = ScriptedServer.start(peer -> {})) {
      final int[] ports = {Ports.free(), Ports.free()};
      final ScriptedServer[] checks = {firstCheck, secondCheck};
      try (LiveProxy proxy =
          LiveProxy.start(
              frontend()
                  + """
                  backend.out {
                    balance = source, retries = 30, timeout { connect = 100ms, queue = 20s }
                    servers {
                      s0 { address = "127.0.0.1:%d"
                        check { type = tcp, port = %d, inter = 50ms, fall = 1 } }
                      s1 { address = "127.0.0.1:%d"
                        check { type = tcp, port = %d, inter = 50ms, fall = 1 } }
                    }
                  }
                  """
                      .formatted(ports[0], checks[0].port(), ports[1], checks[1].port()))) {
        try (Peer client = Peer.connect(proxy.port("in"))) {
          client.send("still there");
          Until.isTrue(
              "two connects failed", () -> proxy.backend("out").totals().connectErrors() > 1);
          final int tried = proxy.server("out", "s0").totals().connectErrors() > 0 ? 0 : 1;
          // When
          try (EchoServer other = EchoServer.start(ports[1 - tried], "")) {
            checks[tried].close();
            // Then
            assertThat(client.receive(11)).isEqualTo("still there");
            assertThat(other.accepted()).isEqualTo(1);
            client.halfClose();
            client.awaitEnd();
          }
          assertThat(line(proxy)).contains(" out/s" + (1 - tried) + " ").contains("/+");
        }
      }
    }
  }

  @Test
  void shouldComeFromTheSourceAddress() throws Exception {
    try (ScriptedServer server = ScriptedServer.listen();
        LiveProxy proxy = start("source = \"127.0.0.2\"", "s", server.port());
        Peer _ = Peer.connect(proxy.port("in"));
        Peer _ = Peer.connect(proxy.port("in"));
        Peer atServer = server.accept();
        Peer otherAtServer = server.accept()) {
      assertThat(host(atServer)).isEqualTo("127.0.0.2");
      assertThat(host(otherAtServer)).isEqualTo("127.0.0.2");
    }
  }

  private static String host(final Peer atServer) throws IOException {
    return ((InetSocketAddress) atServer.channel().getRemoteAddress())
        .getAddress()
        .getHostAddress();
  }

  private static boolean holds(final LiveProxy proxy) {
    return proxy.server().running().backends().get("out").backend().holding();
  }

  private static String frontend() {
    return """
    global.threads = 2
    frontend.in { bind = "127.0.0.1:0", backend = out }
    """;
  }

  private static LiveProxy start(final String settings, final Object... namesAndPorts) {
    final StringBuilder text = new StringBuilder(frontend());
    text.append("backend.out {\n").append(settings).append("\nservers {\n");
    for (int i = 0; i < namesAndPorts.length; i += 2) {
      text.append(namesAndPorts[i])
          .append(" = \"127.0.0.1:")
          .append(namesAndPorts[i + 1])
          .append("\"\n");
    }
    return LiveProxy.start(text.append("}\n}\n").toString());
  }

  private static String line(final LiveProxy proxy) {
    Until.isTrue("a session line", () -> !proxy.sessionLines().isEmpty());
    return proxy.sessionLines().getLast();
  }

  private static void assertNothingHeld(final LiveProxy proxy, final String server) {
    Until.isTrue("sessions end", () -> proxy.frontend("in").open() == 0);
    assertThat(proxy.server("out", server).totals().open()).isZero();
    assertThat(proxy.backend("out").queued()).isZero();
    assertThat(
            proxy.server().running().backends().get("out").backend().servers().stream()
                .mapToInt(io.sluice.backends.Server::served)
                .sum())
        .isZero();
  }

  private static long elapsedMillis(final long sinceNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos);
  }
}
