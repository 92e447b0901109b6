package io.sluice.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.KernelSocket;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Messages;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload changes, and above all what it leaves alone. */
class ReloadIT {
  private EchoServer a;
  private EchoServer b;
  private EchoServer c;

  @BeforeEach
  void start() {
    a = EchoServer.start(Ports.free(), "a\n");
    b = EchoServer.start(Ports.free(), "b\n");
    c = EchoServer.start(Ports.free(), "c\n");
  }

  @AfterEach
  void stop() throws IOException {
    a.close();
    b.close();
    c.close();
  }

  /** A listen section on a port. */
  private static String listen(String name, int port, String rest) {
    return "global.threads = 2\nlisten."
        + name
        + " { bind = \"127.0.0.1:"
        + port
        + "\"\n"
        + rest
        + "\n}\n";
  }

  private static String servers(EchoServer... servers) {
    var text = new StringBuilder("servers {");
    for (int i = 0; i < servers.length; i++) {
      text.append(i == 0 ? " " : ", ")
          .append("s%d = \"127.0.0.1:%d\"".formatted(i + 1, servers[i].port()));
    }
    return text.append(" }").toString();
  }

  private static Peer session(int port, String greeting) throws IOException {
    var peer = Peer.connect(port);
    assertThat(peer.readLine()).isEqualTo(greeting);
    return peer;
  }

  private static String greeting(int port) throws IOException {
    try (var peer = Peer.connect(port)) {
      return peer.readLine();
    }
  }

  private static void assertEchoes(Peer peer) throws IOException {
    peer.send("still here\n");
    assertThat(peer.readLine()).isEqualTo("still here");
  }

  private static void assertRefused(int port) {
    assertThatThrownBy(() -> Peer.connect(port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void shouldSendNewSessionsToTheNewAddressWhileOldOnesGoOn() throws IOException {
    int port = Ports.free();
    try (var proxy = LiveProxy.start(listen("l", port, servers(a)));
        var old = session(port, "a")) {
      // When
      assertThat(proxy.reload(listen("l", port, servers(b)))).isEmpty();
      // Then
      assertThat(greeting(port)).isEqualTo("b");
      assertEchoes(old);
    }
  }

  @Test
  void shouldLetSessionsOfARemovedServerGoOn() throws IOException {
    int port = Ports.free();
    try (var proxy = LiveProxy.start(listen("l", port, servers(a, b)));
        var onA = session(port, "a");
        var onB = session(port, "b")) {
      // When
      assertThat(proxy.reload(listen("l", port, servers(a)))).isEmpty();
      // Then
      assertThat(List.of(greeting(port), greeting(port))).containsOnly("a");
      assertEchoes(onA);
      assertEchoes(onB);
      assertThat(proxy.backend("l").servers()).hasSize(1);
      await().until(() -> proxy.backend("l").totals().open() == 2);
    }
  }

  @Test
  void shouldKeepStateByNameWhenReloaded() {
    int port = Ports.free();
    String config =
        listen(
            "l",
            port,
            """
            check { inter = 50ms, fall = 1, rise = 1 }
            retries = %%d
            servers {
              up = "127.0.0.1:%d"
              down = "127.0.0.1:%d"
              maint { address = "127.0.0.1:%d", disabled = %%b, weight = %%d }
            }
            """
                .formatted(a.port(), Ports.free(), b.port()));
    try (var proxy = LiveProxy.start(config.formatted(1, true, 1))) {
      await().until(() -> proxy.server("l", "down").state().health() == Health.DOWN);
      await().until(() -> proxy.server("l", "up").state().health() == Health.UP);
      var before = proxy.server("l", "down").state();
      long checks = proxy.server("l", "up").checks();

      // When: something else changes, again and again.
      for (int i = 2; i < 12; i++) {
        assertThat(proxy.reload(config.formatted(i, true, i))).isEmpty();
      }

      // Then
      var down = proxy.server("l", "down");
      assertThat(down.state().health()).isEqualTo(Health.DOWN);
      assertThat(down.state().sinceNanos()).isEqualTo(before.sinceNanos());
      assertThat(down.downs()).isZero();
      assertThat(proxy.server("l", "up").state().health()).isEqualTo(Health.UP);
      assertThat(proxy.server("l", "up").checks()).isGreaterThanOrEqualTo(checks);
      assertThat(proxy.server("l", "maint").state().admin()).isEqualTo(AdminState.MAINT);

      // When: the file lets it out of maintenance.
      assertThat(proxy.reload(config.formatted(11, false, 11))).isEmpty();

      // Then: it serves after its first good check.
      assertThat(proxy.server("l", "maint").state().admin()).isEqualTo(AdminState.READY);
      await().until(() -> proxy.server("l", "maint").state().health() == Health.UP);
    }
  }

  @Test
  void shouldGoOnInTurnWhenReloaded() throws IOException {
    int port = Ports.free();
    String config = listen("l", port, "retries = %d\n" + servers(a, b, c));
    try (var proxy = LiveProxy.start(config.formatted(1))) {
      List<String> reached = new ArrayList<>();
      // When
      for (int i = 0; i < 6; i++) {
        reached.add(greeting(port));
        assertThat(proxy.reload(config.formatted(i + 2))).isEmpty();
      }
      // Then
      assertThat(reached).containsExactly("a", "b", "c", "a", "b", "c");
    }
  }

  @Test
  void shouldLetQueuedSessionsInWhenMaxconnGrows() throws IOException {
    int port = Ports.free();
    String config =
        listen("l", port, "default-server.maxconn = %d\ntimeout.queue = 1m\n" + servers(a));
    try (var proxy = LiveProxy.start(config.formatted(1));
        var first = session(port, "a");
        var second = Peer.connect(port);
        var third = Peer.connect(port)) {
      await().until(() -> proxy.backend("l").queued() == 2);
      // When
      assertThat(proxy.reload(config.formatted(2))).isEmpty();
      // Then: one more, not both.
      await().until(() -> proxy.backend("l").queued() == 1);
      assertThat(a.openNow()).isEqualTo(2);
      // When
      assertThat(proxy.reload(config.formatted(3))).isEmpty();
      // Then
      assertThat(second.readLine()).isEqualTo("a");
      assertThat(third.readLine()).isEqualTo("a");
      assertEchoes(first);
      assertThat(a.mostOpen()).isEqualTo(3);
    }
  }

  @Test
  void shouldLetClientsInWhenTheLimitOfTheFrontendGrows() throws IOException {
    int port = Ports.free();
    String config = listen("l", port, "maxconn = %d\n" + servers(a));
    try (var proxy = LiveProxy.start(config.formatted(1));
        var first = session(port, "a");
        var second = Peer.connect(port)) {
      assertThat(second.quietFor(Duration.ofMillis(100))).isTrue();
      // When
      assertThat(proxy.reload(config.formatted(2))).isEmpty();
      // Then
      assertThat(second.readLine()).isEqualTo("a");
      assertEchoes(first);
    }
  }

  @Test
  void shouldLetSessionsGoOnWhenFrontendAndBackendAreGone() throws IOException {
    int port = Ports.free();
    int stays = Ports.free();
    String without = listen("stays", stays, servers(b));
    String with = without + listen("goes", port, servers(a));
    try (var proxy = LiveProxy.start(with);
        var old = session(port, "a")) {
      // When
      assertThat(proxy.reload(without)).isEmpty();
      // Then
      assertRefused(port);
      assertEchoes(old);
      assertThat(greeting(stays)).isEqualTo("b");
      assertThat(proxy.stats().process().openConnections()).isPositive();
      // When: they come back.
      assertThat(proxy.reload(with)).isEmpty();
      // Then
      assertThat(greeting(port)).isEqualTo("a");
      assertEchoes(old);
    }
  }

  @Test
  void shouldTakeAnAddressBackAndNeverCountBackwards() throws IOException {
    int port = Ports.free();
    String without = listen("stays", Ports.free(), servers(b));
    String with = without + listen("goes", port, servers(a));
    try (var proxy = LiveProxy.start(with)) {
      for (int i = 1; i <= 20; i++) {
        assertThat(greeting(port)).isEqualTo("a");
        // When
        assertThat(proxy.reload(without)).isEmpty();
        // Then
        assertRefused(port);
        assertThat(proxy.stats().process().connections()).isEqualTo(i);
        assertThat(proxy.reload(with)).isEmpty();
        assertThat(proxy.stats().process().connections()).isEqualTo(i);
      }
    }
  }

  @Test
  void shouldKillSessionsOfARemovedFrontendAfterHardStop() throws IOException {
    int port = Ports.free();
    String without = "global.hard-stop-after = 300ms\n" + listen("stays", Ports.free(), servers(b));
    try (var proxy = LiveProxy.start(without + listen("goes", port, servers(a)));
        var old = session(port, "a")) {
      // When
      assertThat(proxy.reload(without)).isEmpty();
      // Then
      assertEchoes(old);
      assertThat(old.awaitEnd()).isEqualTo(Peer.End.RESET);
      await()
          .untilAsserted(
              () -> assertThat(proxy.sessionLines()).anyMatch(line -> line.contains(" KD ")));
    }
  }

  @Test
  void shouldCloseSessionsOfARemovedFrontendWhenStopped() throws IOException {
    int port = Ports.free();
    String without = listen("stays", Ports.free(), servers(b));
    var proxy = LiveProxy.start(without + listen("goes", port, servers(a)));
    try (var old = session(port, "a")) {
      assertThat(proxy.reload(without)).isEmpty();
      // When
      proxy.close();
      // Then
      assertThat(old.awaitEnd()).isEqualTo(Peer.End.RESET);
      assertThat(proxy.sessionLines())
          .anyMatch(line -> line.contains(" goes goes/s1 ") && line.contains(" KD "));
    }
  }

  @Test
  void shouldKeepTheSocketWhenABindMovesToAnotherFrontend() throws IOException {
    int port = Ports.free();
    String config =
        """
        global.threads = 2
        frontend.one { bind = [%s], backend = a }
        frontend.two { bind = [%s], backend = b }
        backend.a.servers { s = "127.0.0.1:%d" }
        backend.b.servers { s = "127.0.0.1:%d" }
        """;
    String moving = "\"127.0.0.1:%d\"".formatted(port);
    String other = "\"127.0.0.1:%d\"".formatted(Ports.free());
    String before = config.formatted(moving, other, a.port(), b.port());
    String after = config.formatted(other, moving, a.port(), b.port());
    try (var proxy = LiveProxy.start(before);
        var old = session(port, "a")) {
      var inodes = KernelSocket.listenersOn(port);
      assertThat(inodes).hasSize(2);
      // When
      assertThat(proxy.reload(after)).isEmpty();
      // Then
      assertThat(KernelSocket.listenersOn(port)).isEqualTo(inodes);
      assertThat(greeting(port)).isEqualTo("b");
      assertEchoes(old);
      assertThat(proxy.frontend("two").sessions()).isEqualTo(1);
    }
  }

  @Test
  @SuppressWarnings("try") // The end of a session is what the test is about.
  void shouldLetClientsInWhenABindMovesAwayFromAFullFrontend() throws IOException {
    int port = Ports.free();
    int other = Ports.free();
    String config =
        """
        global.threads = 2
        frontend.full { bind = [%s], maxconn = 1, backend = a }
        frontend.free { bind = [%s], backend = b }
        backend.a.servers { s = "127.0.0.1:%d" }
        backend.b.servers { s = "127.0.0.1:%d" }
        """;
    String moving = "\"127.0.0.1:%d\"".formatted(port);
    String fixed = "\"127.0.0.1:%d\"".formatted(other);
    String spare = "\"127.0.0.1:%d\"".formatted(Ports.free());
    try (var proxy =
            LiveProxy.start(config.formatted(moving + ", " + fixed, spare, a.port(), b.port()));
        var first = session(port, "a");
        var waits = Peer.connect(port);
        var staysFull = Peer.connect(other)) {
      assertThat(waits.quietFor(Duration.ofMillis(100))).isTrue();
      // When
      assertThat(proxy.reload(config.formatted(fixed, spare + ", " + moving, a.port(), b.port())))
          .isEmpty();
      // Then: who waits there is a client of the other frontend now.
      assertThat(waits.readLine()).isEqualTo("b");
      assertThat(staysFull.quietFor(Duration.ofMillis(100))).isTrue();
      // When
      first.close();
      // Then: the place is not lost on the listener that waited for it and moved.
      assertThat(staysFull.readLine()).isEqualTo("a");
    }
  }

  @Test
  void shouldNameEveryProblemAndChangeNothingWhenRefused() throws IOException {
    int port = Ports.free();
    int fresh = Ports.free();
    String good = listen("l", port, servers(a));
    try (var proxy = LiveProxy.start(good);
        var old = session(port, "a")) {
      var running = proxy.server().running();
      String bad =
          listen("l", port, servers(b))
              + listen("taken", c.port(), servers(b))
              + listen("fresh", fresh, servers(b))
              + "listen.named { bind = \"no-such-host.invalid:80\", %s }\n".formatted(servers(b))
              + "global.admin.bind = \"127.0.0.1:%d\"\n".formatted(b.port())
              + "global.maxconn = 2000000000\n";
      // When
      var problems = proxy.reload(bad);
      // Then
      assertThat(problems)
          .extracting(Object::toString)
          .satisfiesOnlyOnce(p -> assertThat(p).contains("already listens", ":" + c.port()))
          .satisfiesOnlyOnce(p -> assertThat(p).contains("no-such-host.invalid"))
          .satisfiesOnlyOnce(p -> assertThat(p).contains("admin"))
          .satisfiesOnlyOnce(p -> assertThat(p).contains("file descriptors"))
          .hasSize(4);
      assertThat(proxy.server().running()).isSameAs(running);
      assertThat(greeting(port)).isEqualTo("a");
      assertEchoes(old);
      assertRefused(fresh);
      assertThat(proxy.stats().process().reloads()).isZero();
      assertThat(proxy.stats().process().reloadFailures()).isEqualTo(1);
      // And a good one after it is taken.
      assertThat(proxy.reload(listen("l", port, servers(b)))).isEmpty();
      assertThat(greeting(port)).isEqualTo("b");
    }
  }

  @Test
  void shouldCloseWhatItOpenedWhenALaterBindIsTaken() {
    int first = Ports.free();
    String good = listen("l", Ports.free(), servers(a));
    try (var proxy = LiveProxy.start(good)) {
      // When
      var problems =
          proxy.reload(good + listen("x", first, servers(a)) + listen("y", b.port(), servers(a)));
      // Then
      assertThat(problems).hasSize(1);
      assertThat(KernelSocket.listenersOn(first)).isEmpty();
      assertThat(Ports.isFree(first)).isTrue();
    }
  }

  @Test
  void shouldDoNothingWhenOnlyLinesMove() {
    int port = Ports.free();
    String config = listen("l", port, "check { inter = 50ms }\n" + servers(a, b));
    try (var proxy = LiveProxy.start(config)) {
      await()
          .until(() ->
              proxy.backend("l").servers().stream()
                  .allMatch(server -> server.state().health() == Health.UP));
      // What is said of the servers follows their state; a reload's answer comes after it.
      assertThat(proxy.reload(config)).isEmpty();
      var before = proxy.server().running();
      var inodes = KernelSocket.listenersOn(port);
      // When
      String moved = "# a comment\n\n" + config.replace("servers", "\n# another\nservers");
      try (var messages = new Messages()) {
        assertThat(proxy.reload(moved)).isEmpty();
        assertThat(messages.lines()).isEmpty();
      }
      // Then
      assertThat(ReloadPlan.of(before.config(), LiveProxy.config(moved)).steps()).isEmpty();
      assertThat(KernelSocket.listenersOn(port)).isEqualTo(inodes);
      assertThat(proxy.server().running().backends()).isEqualTo(before.backends());
      assertThat(proxy.stats().process().reloads()).isEqualTo(2);
    }
  }

  @Test
  void shouldLogWhatChanged() {
    int port = Ports.free();
    int added = Ports.free();
    try (var proxy = LiveProxy.start(listen("l", port, servers(a, b)));
        var messages = new Messages()) {
      // When
      String next =
          listen("l", port, "retries = 7\n" + servers(a, c, b)) + listen("m", added, servers(a));
      assertThat(proxy.reload(next)).isEmpty();
      // Then
      assertThat(messages.lines())
          .containsExactlyInAnyOrder(
              "INFO backend l: server s2 changed, server s3 added",
              "INFO backend m added",
              "INFO listening on 127.0.0.1:" + added + " for m",
              "INFO frontend m added");
    }
  }

  @Test
  void shouldLogWhatChangedInGlobal() {
    String config = listen("l", Ports.free(), servers(a)) + "global.maxconn = 100\n";
    try (var proxy = LiveProxy.start(config);
        var messages = new Messages()) {
      // When
      String next =
          config.replace("maxconn = 100", "maxconn = 200") + "global.hard-stop-after = 1m";
      assertThat(proxy.reload(next)).isEmpty();
      // Then
      assertThat(messages.lines())
          .containsExactlyInAnyOrder(
              "INFO global.maxconn: 200 instead of 100",
              "INFO global.hard-stop-after: 60000ms instead of infinite");
      assertThat(proxy.stats().process().maxconn()).isEqualTo(200);
    }
  }

  @Test
  void shouldServeThoseWhoQueueWhenFrontendAndBackendAreGone() throws IOException {
    int port = Ports.free();
    String without = listen("stays", Ports.free(), servers(b));
    String goes = "default-server.maxconn = 1\ntimeout.queue = 1m\n" + servers(a);
    try (var proxy = LiveProxy.start(without + listen("goes", port, goes));
        var first = session(port, "a");
        var second = Peer.connect(port)) {
      await().until(() -> proxy.backend("goes").queued() == 1);
      // When
      assertThat(proxy.reload(without)).isEmpty();
      // Then
      assertEchoes(first);
      first.halfClose();
      assertThat(second.readLine()).isEqualTo("a");
    }
  }

  @Test
  void shouldWarnOfWhatNeedsARestart() {
    String config = listen("l", Ports.free(), servers(a));
    try (var proxy = LiveProxy.start(config);
        var messages = new Messages()) {
      // When
      assertThat(proxy.reload(config + "global.threads = 3\nglobal.log.buffer = 512k")).isEmpty();
      // Then
      assertThat(messages.lines())
          .containsExactlyInAnyOrder(
              "WARN global.threads stays 2 until a restart",
              "WARN global.log.buffer stays as it was until a restart");
      assertThat(proxy.stats().process().eventLoops()).isEqualTo(2);
    }
  }

  @Test
  void shouldSwitchAdminOnMoveItAndSwitchItOff() throws IOException {
    String config = listen("l", Ports.free(), servers(a));
    String admin = "global.admin.bind = \"127.0.0.1:%d\"\n";
    int first = Ports.free();
    int second = Ports.free();
    try (var proxy = LiveProxy.start(config)) {
      assertRefused(first);
      // When: on
      assertThat(proxy.reload(config + admin.formatted(first))).isEmpty();
      // Then
      assertThat(healthz(first)).startsWith("HTTP/1.1 200");
      // When: elsewhere
      assertThat(proxy.reload(config + admin.formatted(second))).isEmpty();
      // Then
      assertThat(healthz(second)).startsWith("HTTP/1.1 200");
      await().untilAsserted(() -> assertRefused(first));
      // When: the same
      var inodes = KernelSocket.listenersOn(second);
      assertThat(proxy.reload(config + admin.formatted(second))).isEmpty();
      // Then
      assertThat(KernelSocket.listenersOn(second)).isEqualTo(inodes);
      // When: off
      assertThat(proxy.reload(config)).isEmpty();
      // Then
      await().untilAsserted(() -> assertRefused(second));
    }
  }

  private static String healthz(int port) throws IOException {
    try (var peer = Peer.connect(port)) {
      peer.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      return peer.receiveAll();
    }
  }

  @Test
  void shouldTimeNewSessionsAloneByNewTimeouts() throws IOException {
    int port = Ports.free();
    String config = listen("l", port, "timeout.client = %s\n" + servers(a));
    try (var proxy = LiveProxy.start(config.formatted("1m"));
        var old = session(port, "a")) {
      // When
      assertThat(proxy.reload(config.formatted("200ms"))).isEmpty();
      // Then
      try (var fresh = session(port, "a")) {
        fresh.awaitEnd();
      }
      await()
          .untilAsserted(
              () -> assertThat(proxy.sessionLines()).anyMatch(line -> line.contains(" cD ")));
      assertEchoes(old);
    }
  }

  @Test
  void shouldChangeTheModeOfAUnixSocketWithoutAMomentWithoutIt(@TempDir Path folder)
      throws IOException {
    Path path = folder.resolve("l.sock");
    String config =
        "listen.l { bind = { address = \"unix@%s\", mode = \"%%s\" }, %s }"
            .formatted(path, servers(a));
    try (var proxy = LiveProxy.start(config.formatted("0600"));
        var old = Peer.connect(UnixDomainSocketAddress.of(path))) {
      assertThat(old.readLine()).isEqualTo("a");
      // When
      assertThat(proxy.reload(config.formatted("0666"))).isEmpty();
      // Then
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-rw-rw-");
      try (var fresh = Peer.connect(UnixDomainSocketAddress.of(path))) {
        assertThat(fresh.readLine()).isEqualTo("a");
      }
      assertEchoes(old);
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void shouldAskForNamesAnewEvenWhenTheFileSaysTheSame(@TempDir Path folder) throws IOException {
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.2 db.example\n");
    int port = Ports.free();
    String config =
        listen(
            "l",
            port,
            "retries = 0\ntimeout.connect = 1s\nservers.s = \"db.example:" + a.port() + "\"");
    try (var sluice = Sluice.start(config, "-Djdk.net.hosts.file=" + hosts)) {
      // The echo server is at 127.0.0.1 alone.
      try (var peer = Peer.connect(port)) {
        assertThat(peer.awaitEnd()).isNotNull();
      }
      // When
      Files.writeString(hosts, "127.0.0.1 db.example\n");
      sluice.log().await(sluice.reload(config), "reload: in force");
      // Then
      assertThat(greeting(port)).isEqualTo("a");
      // When: a name that is unknown, and then is not.
      String other = config.replace("db.example", "other.example");
      int mark = sluice.reload(other);
      assertThat(sluice.log().await(mark, "other.example.* yet"))
          .contains("no address is known for other.example:" + a.port() + " yet");
      sluice.log().await(mark, "reload: in force");
      Files.writeString(hosts, "127.0.0.1 other.example\n");
      // Then
      sluice.log().await(sluice.reload(other), "reload: in force");
      assertThat(greeting(port)).isEqualTo("a");
      assertThat(sluice.stop()).isZero();
    }
  }

  @Test
  void shouldRefuseAndOpenNothingWhenDraining() throws IOException {
    int port = Ports.free();
    int fresh = Ports.free();
    String config = listen("l", port, servers(a));
    try (var proxy = LiveProxy.start(config);
        var old = session(port, "a")) {
      proxy.server().drain();
      await().untilAsserted(() -> assertRefused(port));
      // When
      var problems = proxy.reload(config + listen("m", fresh, servers(a)));
      // Then
      assertThat(problems)
          .extracting(Object::toString)
          .singleElement()
          .asString()
          .contains("stopping");
      assertRefused(fresh);
      assertEchoes(old);
    }
  }

  @Test
  void shouldEndADrainThatHasSessionsOfARemovedFrontend() throws Exception {
    int port = Ports.free();
    String without = listen("stays", Ports.free(), servers(b));
    try (var proxy = LiveProxy.start(without + listen("goes", port, servers(a)));
        var old = session(port, "a")) {
      assertThat(proxy.reload(without)).isEmpty();
      assertThat(proxy.reload(without + "global.hard-stop-after = 200ms")).isEmpty();
      // When
      proxy.server().drain();
      // Then
      assertThat(old.awaitEnd()).isEqualTo(Peer.End.RESET);
      proxy.server().awaitStopped();
    }
  }
}
