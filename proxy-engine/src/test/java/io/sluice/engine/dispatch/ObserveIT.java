package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Health;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Messages;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.SilentListener;
import io.sluice.engine.testkit.ToldCheck;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What connects of the traffic that fail do to a server whose check may pass. */
class ObserveIT {
  private static final String NAME = "observe";

  /** So far apart that a test sees no more checks than the first, and those that are hastened. */
  private static final String SELDOM = "inter = 1h, fastinter = 50ms, rise = 1";

  @TempDir private Path folder;

  private final int port = Ports.free();
  private final Messages messages = new Messages();

  @BeforeEach
  void pass() {
    ToldCheck.find(NAME, ToldCheck.GOOD);
  }

  @AfterEach
  void close() {
    messages.close();
  }

  private LiveProxy start(final String check, final String observe) {
    return start("", check, observe, "127.0.0.1:" + port);
  }

  private static LiveProxy start(
      final String settings, final String check, final String observe, final Object address) {
    final LiveProxy proxy =
        LiveProxy.start(
            """
            global.threads = 4
            frontend.in { bind = "127.0.0.1:0", backend = out }
            backend.out {
              retries = 0
              %s
              check { type = told, options { name = %s }, %s }
              servers { s { address = "%s", observe = layer4, %s } }
            }
            """
                .formatted(settings, NAME, check, address, observe));
    Until.isTrue("up", () -> server(proxy).state().health() == Health.UP);
    return proxy;
  }

  private static Stats.ServerStats server(final LiveProxy proxy) {
    return proxy.server("out", "s");
  }

  /** Clients that are there at the same time, on all four loops. */
  private static void refuse(final LiveProxy proxy, final int times) throws Exception {
    final long before = server(proxy).totals().connectErrors();
    final List<Peer> clients = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      clients.add(Peer.connect(proxy.port("in")));
    }
    for (final Peer client : clients) {
      client.awaitEnd();
      client.close();
    }
    Until.isTrue("they failed", () -> server(proxy).totals().connectErrors() == before + times);
  }

  private void connectOnce(final LiveProxy proxy) throws Exception {
    try (EchoServer _ = EchoServer.start(port, "");
        Peer client = Peer.connect(proxy.port("in"))) {
      client.send("x");
      assertThat(client.receive(1)).isEqualTo("x");
    }
    Until.isTrue("it is gone", () -> Ports.isFree(port));
  }

  /** What was said of the server, this one among it: a line follows what it tells of. */
  private List<String> saidWith(final String part) {
    Until.isTrue(part, () -> messages.lines().stream().anyMatch(line -> line.contains(part)));
    return messages.lines().stream().filter(line -> line.contains("out/s")).toList();
  }

  @Test
  void shouldCountAFailedCheckForEveryTenConnectsThatFailOnFourLoops() throws Exception {
    try (LiveProxy proxy = start("inter = 1h, rise = 1, fall = 4", "")) {
      // When
      refuse(proxy, 39);
      Until.isTrue("three", () -> server(proxy).errorLimits() == 3);
      // Then: one more is missing for the fourth
      assertThat(server(proxy).state().health()).isEqualTo(Health.UP);
      assertThat(server(proxy).state().reason())
          .isEqualTo("HANA 10 connects of the traffic failed in a row");
      // When
      refuse(proxy, 1);
      Until.isTrue("down", () -> server(proxy).state().health() == Health.DOWN);
      // Then
      assertThat(server(proxy).errorLimits()).isEqualTo(4);
      assertThat(server(proxy).checkStatus()).isEqualTo("HANA");
      assertThat(server(proxy).checks()).isEqualTo(1);
      assertThat(server(proxy).checkFailures()).isZero();
      assertThat(server(proxy).downs()).isEqualTo(1);
      assertThat(saidWith("is DOWN"))
          .filteredOn(line -> !line.contains(" is UP"))
          .hasSize(5)
          .startsWith(
              "WARN server out/s: 10 connects of the traffic failed in a row, and fail-check"
                  + " follows")
          .last()
          .asString()
          .startsWith("WARN server out/s is DOWN: HANA 10 connects of the traffic failed in a row");
    }
  }

  @Test
  void shouldStartOverWhenAConnectSucceeds() throws Exception {
    try (LiveProxy proxy = start("inter = 1h, fall = 1", "error-limit = 5")) {
      // Given
      refuse(proxy, 4);
      connectOnce(proxy);
      refuse(proxy, 4);
      assertThat(server(proxy).errorLimits()).isZero();
      // When
      refuse(proxy, 1);
      // Then
      Until.isTrue("down", () -> server(proxy).state().health() == Health.DOWN);
      assertThat(server(proxy).errorLimits()).isEqualTo(1);
    }
  }

  @Test
  void shouldMarkDownAtOnceAndComeUpByItsCheck() throws Exception {
    try (LiveProxy proxy =
        start("inter = 200ms, rise = 2, fall = 100", "error-limit = 3, on-error = mark-down")) {
      // When
      refuse(proxy, 3);
      Until.isTrue("down", () -> server(proxy).downs() == 1);
      // Then
      Until.isTrue("up", () -> server(proxy).state().health() == Health.UP);
      connectOnce(proxy);
      assertThat(saidWith("is DOWN"))
          .containsOnlyOnce(
              "WARN server out/s: 3 connects of the traffic failed in a row, and mark-down follows")
          .filteredOn(line -> line.contains(" is DOWN: HANA 3 connects"))
          .hasSize(1);
    }
  }

  @Test
  void shouldBringTheNextCheckForwardWithoutAVerdictOfItsOwn() throws Exception {
    try (LiveProxy proxy = start(SELDOM + ", fall = 1", "error-limit = 2, on-error = fastinter")) {
      // Given
      ToldCheck.find(NAME, ToldCheck.BAD);
      final int before = ToldCheck.runs(NAME);
      // When
      refuse(proxy, 2);
      // Then
      Until.isTrue("down", () -> server(proxy).state().health() == Health.DOWN);
      assertThat(server(proxy).state().reason()).isEqualTo("L7RSP bad");
      assertThat(ToldCheck.runs(NAME)).isEqualTo(before + 1);
    }
  }

  @Test
  void shouldBringOneCheckForwardWhenItPasses() throws Exception {
    try (LiveProxy proxy = start(SELDOM, "error-limit = 1, on-error = fastinter")) {
      // Given
      final int before = ToldCheck.runs(NAME);
      // When
      refuse(proxy, 1);
      // Then
      Until.isTrue("a check", () -> server(proxy).checks() == 2);
      assertThat(ToldCheck.runs(NAME)).isEqualTo(before + 1);
      assertThat(server(proxy).state().health()).isEqualTo(Health.UP);
      assertThat(saidWith("fastinter follows"))
          .contains("WARN server out/s: a connect of the traffic failed, and fastinter follows");
    }
  }

  @Test
  void shouldBeDownWithOneMoreFailedCheckWhenItMeetsSuddenDeath() throws Exception {
    try (LiveProxy proxy =
        start(SELDOM + ", fall = 50", "error-limit = 2, on-error = sudden-death")) {
      // Given
      ToldCheck.find(NAME, ToldCheck.BAD);
      final int before = ToldCheck.runs(NAME);
      // When
      refuse(proxy, 2);
      // Then
      Until.isTrue("down", () -> server(proxy).state().health() == Health.DOWN);
      assertThat(server(proxy).state().reason()).isEqualTo("L7RSP bad");
      assertThat(ToldCheck.runs(NAME)).isEqualTo(before + 1);
    }
  }

  @Test
  void shouldTakeASilentConnectForAnError() throws Exception {
    try (SilentListener silent = SilentListener.start();
        LiveProxy proxy =
            start(
                "timeout.connect = 100ms",
                "inter = 1h, fall = 1",
                "error-limit = 2",
                "127.0.0.1:" + silent.port())) {
      // When
      refuse(proxy, 2);
      // Then
      Until.isTrue("down", () -> server(proxy).state().health() == Health.DOWN);
    }
  }

  @Test
  void shouldNotBlameTheServerWhenTheClientLeaves() throws Exception {
    try (SilentListener silent = SilentListener.start();
        LiveProxy proxy =
            start(
                "timeout.connect = 20s",
                "inter = 1h, fall = 1",
                "error-limit = 1",
                "127.0.0.1:" + silent.port())) {
      // When
      for (int i = 0; i < 5; i++) {
        final int lines = i + 1;
        try (Peer client = Peer.connect(proxy.port("in"))) {
          Until.isTrue("it connects", () -> server(proxy).totals().open() == 1);
          client.reset();
        }
        Until.isTrue("it is over", () -> proxy.sessionLines().size() == lines);
      }
      // Then
      assertThat(proxy.sessionLines()).allMatch(line -> line.contains(" CC "));
      assertThat(server(proxy).errorLimits()).isZero();
      assertThat(server(proxy).state().health()).isEqualTo(Health.UP);
    }
  }

  @Test
  void shouldNotBlameTheServerForWhatIsMissingHere() throws Exception {
    final Path path = folder.resolve("s.sock");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      // Given: a backlog that is full, which connect(2) has no other word for than no source ports
      listener.bind(UnixDomainSocketAddress.of(path), 1);
      try (Peer _ = Peer.connect(UnixDomainSocketAddress.of(path));
          Peer _ = Peer.connect(UnixDomainSocketAddress.of(path));
          LiveProxy proxy = start("", "inter = 1h, fall = 1", "error-limit = 1", path)) {
        // When
        refuse(proxy, 5);
        // Then
        Until.isTrue("five lines", () -> proxy.sessionLines().size() == 5);
        assertThat(proxy.sessionLines()).allMatch(line -> line.contains(" RC "));
        assertThat(server(proxy).errorLimits()).isZero();
        assertThat(server(proxy).state().health()).isEqualTo(Health.UP);
      }
    }
  }
}
