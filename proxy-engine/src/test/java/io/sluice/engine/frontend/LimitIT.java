package io.sluice.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.dispatch.Until;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** maxconn of frontends and of the process, over four loops. */
class LimitIT {
  private static final Duration A_MOMENT = Duration.ofMillis(5);

  private final List<Peer> clients = new ArrayList<>();
  private EchoServer echo;

  @BeforeEach
  void startServer() {
    echo = EchoServer.start(Ports.free(), "hi\n");
  }

  @AfterEach
  void closeAll() throws IOException {
    for (final Peer client : clients) {
      client.close();
    }
    echo.close();
  }

  @Test
  void shouldAcceptAsManyAsTheFrontendMayHave() throws Exception {
    try (LiveProxy proxy = LiveProxy.start(config("", "maxconn = 5"))) {
      connect(proxy, "in", 40);
      // When
      Until.isTrue("it is full", () -> proxy.frontend("in").open() == 5);
      // Then
      assertGreeted(5);
      // When
      final int most = serveAllInTurn();
      // Then
      assertThat(most).isEqualTo(40);
      assertThat(echo.mostOpen()).isEqualTo(5);
      assertThat(echo.accepted()).isEqualTo(40);
      assertNothingHeld(proxy);
    }
  }

  @Test
  void shouldServeAllLoopsThroughOnePlace() throws Exception {
    try (LiveProxy proxy = LiveProxy.start(config("", "maxconn = 1"))) {
      connect(proxy, "in", 60);
      // When
      assertThat(serveAllInTurn()).isEqualTo(60);
      // Then
      assertThat(echo.mostOpen()).isEqualTo(1);
      final FrontendSessions sessions = new FrontendSessions(proxy);
      for (int loop = 0; loop < 4; loop++) {
        assertThat(sessions.of(loop)).as("sessions of loop %d", loop).isPositive();
      }
      assertNothingHeld(proxy);
    }
  }

  @Test
  void shouldAcceptAsManyAsTheProcessMayHaveOverAllFrontends() throws Exception {
    try (LiveProxy proxy =
        LiveProxy.start(
            config("global.maxconn = 4", "")
                + "frontend.other { bind = \"127.0.0.2:0\", backend = out, maxconn = 1 }")) {
      // Given
      connect(proxy, "in", 20);
      for (int i = 0; i < 20; i++) {
        clients.add(Peer.connect(new java.net.InetSocketAddress("127.0.0.2", proxy.port("other"))));
      }
      // When
      Until.isTrue("it is full", () -> proxy.stats().process().openConnections() == 4);
      // Then
      assertThat(serveAllInTurn()).isEqualTo(40);
      assertThat(echo.mostOpen()).isLessThanOrEqualTo(4);
      assertThat(echo.accepted()).isEqualTo(40);
      assertNothingHeld(proxy);
    }
  }

  @Test
  void shouldLetThoseInWhoWaitWhenAReloadRaisesTheFrontendsLimit() throws Exception {
    try (LiveProxy proxy = LiveProxy.start(config("", "maxconn = 2"))) {
      connect(proxy, "in", 20);
      Until.isTrue("it is full", () -> proxy.frontend("in").open() == 2);
      // When
      assertThat(proxy.reload(config("", "maxconn = 12"))).isEmpty();
      // Then
      Until.isTrue("more come in", () -> proxy.frontend("in").open() == 12);
      assertGreeted(12);
      // When
      assertThat(proxy.reload(config("", "maxconn = 3"))).isEmpty();
      // Then
      assertThat(proxy.frontend("in").open()).as("those above it stay").isEqualTo(12);
      assertThat(serveAllInTurn()).isEqualTo(20);
      assertThat(echo.mostOpen()).isEqualTo(12);
      assertNothingHeld(proxy);
    }
  }

  @Test
  void shouldLetThoseInWhoWaitWhenAReloadRaisesTheLimitOfTheProcess() throws Exception {
    try (LiveProxy proxy = LiveProxy.start(config("global.maxconn = 2", ""))) {
      connect(proxy, "in", 20);
      Until.isTrue("it is full", () -> proxy.frontend("in").open() == 2);
      // When
      assertThat(proxy.reload(config("global.maxconn = 9", ""))).isEmpty();
      // Then
      Until.isTrue("more come in", () -> proxy.frontend("in").open() == 9);
      assertThat(proxy.stats().process().maxconn()).isEqualTo(9);
      assertThat(serveAllInTurn()).isEqualTo(20);
      assertNothingHeld(proxy);
    }
  }

  @Test
  void shouldLetThoseInWhoWaitWhenAReloadGivesTheAddressToAnotherFrontend() throws Exception {
    final int port = Ports.free();
    final String text =
        """
        global.threads = 4
        frontend.%s { bind = "127.0.0.1:%d", backend = out, maxconn = 1 }
        backend.out.servers.s = "127.0.0.1:%d"
        """;
    try (LiveProxy proxy = LiveProxy.start(text.formatted("old", port, echo.port()))) {
      connect(proxy, "old", 12);
      Until.isTrue("it is full", () -> proxy.frontend("old").open() == 1);
      // When
      assertThat(proxy.reload(text.formatted("new", port, echo.port()))).isEmpty();
      // Then
      Until.isTrue("one is let in", () -> proxy.frontend("new").open() == 1);
      assertThat(serveAllInTurn()).isEqualTo(12);
    }
  }

  /** What each loop had. */
  private record FrontendSessions(LiveProxy proxy) {
    long of(final int loop) {
      return proxy.server().running().frontends().get("in").state().counters(loop).sessions;
    }
  }

  private String config(final String global, final String frontend) {
    return """
    global.threads = 4
    %s
    frontend.in { bind = "127.0.0.1:0", backend = out, %s }
    backend.out.servers.s = "127.0.0.1:%d"
    """
        .formatted(global, frontend.isEmpty() ? "log = on" : frontend, echo.port());
  }

  private void connect(final LiveProxy proxy, final String frontend, final int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(Peer.connect(proxy.port(frontend)));
    }
  }

  /** Waits until so many are greeted, and sees that no more are. */
  private void assertGreeted(final int count) throws IOException {
    Until.isTrue(count + " are greeted", () -> greeted() >= count);
    assertThat(greeted()).isEqualTo(count);
    assertThat(echo.accepted()).isEqualTo(count);
  }

  private int greeted() throws IOException {
    int greeted = 0;
    for (final Peer client : clients) {
      greeted += client.quietFor(A_MOMENT) ? 0 : 1;
    }
    return greeted;
  }

  /** Ends those who are served, until all are; how many said goodbye as they should. */
  private int serveAllInTurn() throws IOException {
    int served = 0;
    final List<Peer> left = new ArrayList<>(clients);
    while (!left.isEmpty()) {
      final Peer next = firstServed(left);
      left.remove(next);
      assertThat(next.readLine()).isEqualTo("hi");
      next.halfClose();
      assertThat(next.awaitEnd()).isEqualTo(Peer.End.FIN);
      served++;
    }
    return served;
  }

  private static Peer firstServed(final List<Peer> left) throws IOException {
    for (int round = 0; round < 1_000; round++) {
      for (final Peer client : left) {
        if (!client.quietFor(Duration.ofMillis(1))) {
          return client;
        }
      }
    }
    throw new AssertionError(left.size() + " are not served");
  }

  private static void assertNothingHeld(final LiveProxy proxy) {
    Until.isTrue("sessions end", () -> proxy.stats().process().openConnections() == 0);
    assertThat(proxy.frontend("in").open()).isZero();
    assertThat(proxy.server().running().frontends().get("in").state().limit().taken()).isZero();
  }
}
