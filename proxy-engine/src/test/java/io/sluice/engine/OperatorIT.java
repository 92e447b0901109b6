package io.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.config.ConfigProblem;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Messages;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator's commands, and what they do to a whole Sluice. */
@Timeout(60)
@SuppressWarnings("AnnotateFormatMethod") // Its annotation is on no class path here.
class OperatorIT {
  @TempDir private Path folder;
  private Path path;
  private EchoServer a;
  private EchoServer b;

  @BeforeEach
  void start() {
    path = folder.resolve("admin.sock");
    a = EchoServer.start(Ports.free(), "a\n");
    b = EchoServer.start(Ports.free(), "b\n");
  }

  @AfterEach
  void stop() throws IOException {
    a.close();
    b.close();
  }

  private String config(final String more) {
    return """
    global { threads = 2, admin.bind = "%s" }
    listen.app {
      bind = "127.0.0.1:0", hold-until-checked = 0, balance = first
      servers { a = "127.0.0.1:%d", b = "127.0.0.1:%d" }
      %s
    }
    """
        .formatted(path, a.port(), b.port(), more);
  }

  private static String checked(final String more) {
    return "check { type = tcp, inter = 20ms, fastinter = 20ms, downinter = 20ms, fall = 1 }\n"
        + more;
  }

  /** Sends a POST by the tool that the documentation shows; returns its body and the status. */
  private String command(final String target) {
    return curl("-X", "POST", "http://sluice" + target);
  }

  private String curl(final String... arguments) {
    final List<String> command = new ArrayList<>(List.of("curl", "-s", "--max-time", "20"));
    command.addAll(List.of("--unix-socket", path.toString(), "-w%{http_code}"));
    command.addAll(List.of(arguments));
    return Tool.run(command.toArray(String[]::new)).assertOk().output();
  }

  private static String greeting(final LiveProxy proxy) throws IOException {
    try (Peer peer = Peer.connect(proxy.port("app"))) {
      return peer.readLine();
    }
  }

  private static AdminState state(final LiveProxy proxy, final String server) {
    return proxy.server("app", server).state().admin();
  }

  // ---- states

  @Test
  void shouldDrainAServerAndTakeItBack() throws Exception {
    try (LiveProxy proxy = LiveProxy.start(config(""));
        Messages messages = new Messages();
        Peer old = Peer.connect(proxy.port("app"))) {
      assertThat(old.readLine()).isEqualTo("a");
      // When
      final String drained = command("/backends/app/servers/a?state=drain");
      // Then
      assertThat(drained)
          .isEqualTo(
              """
              {"backend":"app","changed":true,"server":"a","sessions":1,"state":"drain","was":"ready"}
              200\
              """);
      assertThat(greeting(proxy)).isEqualTo("b");
      old.send("still here\n");
      assertThat(old.readLine()).isEqualTo("still here");
      assertThat(messages.lines())
          .singleElement()
          .asString()
          .matches(
              "INFO server app/a is set to DRAIN by uid \\d+ \\(pid \\d+\\) at unix@"
                  + path
                  + "; it was READY, with 1 sessions on it");
      // When: the same again
      assertThat(command("/backends/app/servers/a?state=drain"))
          .contains("\"changed\":false", "\"was\":\"drain\"")
          .endsWith("200");
      // Then
      assertThat(messages.lines()).hasSize(1);
      // When
      assertThat(command("/backends/app/servers/a?state=ready")).endsWith("200");
      // Then
      assertThat(greeting(proxy)).isEqualTo("a");
    }
  }

  @Test
  void shouldNotCheckAServerInMaintenance() throws Exception {
    try (LiveProxy proxy = LiveProxy.start(config(checked("")))) {
      await().until(() -> proxy.server("app", "a").state().health() == Health.UP);
      // When
      assertThat(command("/backends/app/servers/a?state=maint")).endsWith("200");
      // Then
      assertThat(greeting(proxy)).isEqualTo("b");
      final long before = proxy.server("app", "a").checks();
      final long others = proxy.server("app", "b").checks();
      await().until(() -> proxy.server("app", "b").checks() > others + 5);
      // One may have been under way.
      assertThat(proxy.server("app", "a").checks()).isBetween(before, before + 1);
      // When
      assertThat(command("/backends/app/servers/a?state=ready")).endsWith("200");
      // Then
      await().until(() -> proxy.server("app", "a").state().health() == Health.UP);
      assertThat(proxy.server("app", "a").checks()).isGreaterThan(before);
      assertThat(greeting(proxy)).isEqualTo("a");
    }
  }

  @Test
  void shouldFindAServerDownThatDiedInMaintenance() throws Exception {
    try (LiveProxy proxy = LiveProxy.start(config(checked("")))) {
      await().until(() -> proxy.server("app", "a").state().health() == Health.UP);
      command("/backends/app/servers/a?state=maint");
      a.close();
      // When
      command("/backends/app/servers/a?state=ready");
      // Then
      await().until(() -> proxy.server("app", "a").state().health() == Health.DOWN);
      assertThat(greeting(proxy)).isEqualTo("b");
    }
  }

  @Test
  void shouldKeepStatesOverReloadsUntilTheFileSaysOtherwise() {
    try (LiveProxy proxy = LiveProxy.start(config(checked("")))) {
      command("/backends/app/servers/a?state=drain");
      command("/backends/app/servers/b?state=maint");
      // When
      assertThat(proxy.reload(config(checked("retries = 1")))).isEmpty();
      // Then
      assertThat(state(proxy, "a")).isEqualTo(AdminState.DRAIN);
      assertThat(state(proxy, "b")).isEqualTo(AdminState.MAINT);
      final long checks = proxy.server("app", "b").checks();
      final long others = proxy.server("app", "a").checks();
      await().until(() -> proxy.server("app", "a").checks() > others + 5);
      assertThat(proxy.server("app", "b").checks()).isEqualTo(checks);
    }
  }

  @Test
  void shouldEndSessionsOfAServerInMaintenanceWhereTheConfigurationSaysSo() throws Exception {
    final String ends = "default-server.on-marked-down = shutdown-sessions";
    try (LiveProxy proxy = LiveProxy.start(config(checked(ends)))) {
      await().until(() -> proxy.server("app", "a").state().health() == Health.UP);
      try (Peer drained = Peer.connect(proxy.port("app"))) {
        assertThat(drained.readLine()).isEqualTo("a");
        command("/backends/app/servers/a?state=drain");
        drained.send("x\n");
        assertThat(drained.readLine()).isEqualTo("x");
        // When
        command("/backends/app/servers/a?state=maint");
        // Then
        await().until(() -> proxy.server("app", "a").totals().open() == 0);
      }
      await().until(() -> !proxy.sessionLines().isEmpty());
      assertThat(proxy.sessionLines().getFirst()).contains("app/a", " D");
    }
  }

  @Test
  void shouldNameWhatThereIsInsteadOfWhatThereIsNot() {
    try (LiveProxy proxy = LiveProxy.start(config(""))) {
      assertThat(command("/backends/none/servers/a?state=drain"))
          .isEqualTo("{\"error\":\"there is no such backend; there are: app\"}\n404");
      assertThat(command("/backends/app/servers/none?state=drain"))
          .isEqualTo(
              "{\"error\":\"there is no such server in that backend; there are: a, b\"}\n404");
      assertThat(command("/writer-groups/none/probe"))
          .isEqualTo("{\"error\":\"there is no such writer group\"}\n404");
      assertThat(state(proxy, "a")).isEqualTo(AdminState.READY);
    }
  }

  // ---- the push

  @Test
  void shouldProbeAClusterAtOnceWhenItSaysThatItHasChanged() throws Exception {
    final String rare =
        "writer = none, writer-group = g, check { type = tcp, inter = 1h, fall = 1 }";
    try (LiveProxy proxy = LiveProxy.start(config(rare))) {
      await().until(() -> proxy.server("app", "a").state().health() == Health.UP);
      a.close();
      final long before = proxy.server("app", "b").checks();
      // When
      final String answer = command("/writer-groups/g/probe?status=Donor&primary=no");
      // Then
      assertThat(answer).isEqualTo("204");
      await().until(() -> proxy.server("app", "a").state().health() == Health.DOWN);
      await().until(() -> proxy.server("app", "b").checks() > before);
      assertThat(proxy.server("app", "b").state().health()).isEqualTo(Health.UP);
    }
  }

  @Test
  void shouldProbeSeldomInAStormOfPushes() {
    final String rare =
        "writer = none, writer-group = g, check { type = tcp, inter = 1h, fall = 1 }";
    try (LiveProxy proxy = LiveProxy.start(config(rare))) {
      await().until(() -> proxy.server("app", "a").state().health() == Health.UP);
      final long before = proxy.server("app", "a").checks();
      final long beganNanos = System.nanoTime();
      // When
      final List<String> arguments = new ArrayList<>(List.of("-X", "POST"));
      arguments.addAll(Collections.nCopies(200, "http://sluice/writer-groups/g/probe"));
      final String answers = curl(arguments.toArray(String[]::new));
      final long gaps = (System.nanoTime() - beganNanos) / Pushes.GAP_NANOS;
      // Then
      assertThat(answers).isEqualTo("204".repeat(200));
      await().until(() -> proxy.server("app", "a").checks() > before);
      assertThat(proxy.server("app", "a").checks() - before).isLessThanOrEqualTo(gaps + 3);
    }
  }

  @Test
  void shouldPushByTheShippedScriptAndNotMakeTheNodeWait() throws Exception {
    final String rare =
        "writer = none, writer-group = g, check { type = tcp, inter = 1h, fall = 1 }";
    final int port = Ports.free();
    final String bind =
        "global.admin.bind = { address = \"127.0.0.1:%d\", notify = on }\n".formatted(port);
    try (LiveProxy proxy = LiveProxy.start(config(rare) + bind);
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      await().until(() -> proxy.server("app", "a").state().health() == Health.UP);
      final long before = proxy.server("app", "a").checks();
      final Path script = Path.of("..", "conf", "sluice-notify").toAbsolutePath();
      // When
      final long beganNanos = System.nanoTime();
      Tool.run(
              "env",
              "SLUICE_GROUP=g",
              "SLUICE_ADMIN=127.0.0.1:%d 127.0.0.1:%d".formatted(silent.getLocalPort(), port),
              script.toString(),
              "--status",
              "Synced",
              "--primary",
              "yes")
          .assertOk();
      final long tookMillis = (System.nanoTime() - beganNanos) / 1_000_000;
      // Then
      await().until(() -> proxy.server("app", "a").checks() > before);
      // A Sluice that does not answer would hold it for two seconds.
      assertThat(tookMillis).isLessThan(1_500);
    }
  }

  // ---- the writer

  private static final String WRITER =
      "writer = single, writer-group = g, move-timeout = 200ms, hold-until-checked = 5s\n"
          + "check { type = told, options { name = operator }, inter = 20ms, fall = 1, rise = 1 }";

  private void awaitWriter(final LiveProxy proxy, final String name) {
    await().until(() -> curl("http://sluice/status").contains("\"writer\":\"" + name + "\""));
    await().until(() -> greeting(proxy).equals(name));
  }

  @Test
  void shouldMoveTheWriterByHand() throws Exception {
    try (LiveProxy proxy = LiveProxy.start(config(WRITER))) {
      awaitWriter(proxy, "a");
      // When
      final String answer = command("/writer-groups/g?writer=b");
      // Then
      assertThat(answer).isEqualTo("{\"begun\":true,\"group\":\"g\",\"to\":\"b\"}\n200");
      awaitWriter(proxy, "b");
      assertThat(command("/writer-groups/g?writer=b"))
          .isEqualTo("{\"error\":\"b is the writer\"}\n409");
      assertThat(command("/writer-groups/g?writer=none")).endsWith("409");
      assertThat(command("/writer-groups/none?writer=b"))
          .isEqualTo("{\"error\":\"there is no such writer group; there are: g\"}\n404");
      assertThat(curl("http://sluice/status"))
          .contains("\"kind\":\"planned\"", "\"why\":\"moved by the operator\"");
    }
  }

  @Test
  void shouldMoveTheWriterAwayFromAServerThatIsDrained() throws Exception {
    try (LiveProxy proxy = LiveProxy.start(config(WRITER))) {
      awaitWriter(proxy, "a");
      // When
      assertThat(command("/backends/app/servers/a?state=drain")).endsWith("200");
      // Then
      awaitWriter(proxy, "b");
      assertThat(command("/backends/app/servers/a?state=ready")).endsWith("200");
      assertThat(command("/backends/app/servers/b?state=maint")).endsWith("200");
      awaitWriter(proxy, "a");
    }
  }

  // ---- listeners

  @Test
  void shouldGiveEachBindItsOwnRights() throws Exception {
    final String binds =
        "global.admin.bind = [ { address = \"127.0.0.1:0\" }, \"%s\" ]\n".formatted(path);
    try (LiveProxy proxy = LiveProxy.start(config("") + binds)) {
      final int port = ((InetSocketAddress) proxy.server().adminAddresses().getFirst()).getPort();
      // When
      final String overTcp;
      try (Peer peer = Peer.connect(port)) {
        peer.send("POST /backends/app/servers/a?state=drain HTTP/1.0\r\n\r\n");
        overTcp = peer.receiveAll();
      }
      // Then
      assertThat(overTcp).startsWith("HTTP/1.1 403 ");
      assertThat(state(proxy, "a")).isEqualTo(AdminState.READY);
      assertThat(command("/backends/app/servers/a?state=drain")).endsWith("200");
      assertThat(curl("http://sluice/healthz")).isEqualTo("ok\n200");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void shouldOpenAndCloseCommandsByAReloadWithoutClosingTheListener() throws Exception {
    final int port = Ports.free();
    final String bind = "global.admin.bind = { address = \"127.0.0.1:%d\", commands = %s }\n";
    try (LiveProxy proxy = LiveProxy.start(config("") + bind.formatted(port, "off"));
        Peer peer = Peer.connect(port)) {
      final String request = "POST /backends/app/servers/a?state=drain HTTP/1.1\r\nHost: x\r\n\r\n";
      peer.send(request);
      assertThat(peer.readLine()).contains(" 403 ");
      // When
      assertThat(proxy.reload(config("") + bind.formatted(port, "on"))).isEmpty();
      // Then
      peer.send(request);
      await().until(() -> peer.readLine().contains("HTTP/1.1 200 "));
      assertThat(state(proxy, "a")).isEqualTo(AdminState.DRAIN);
    }
  }

  @Test
  void shouldChangeTheModeOfItsSocketByAReloadWithoutAMomentWithoutOne() throws Exception {
    final String bind = "global.admin.bind = { address = \"%s\", mode = \"%s\" }\n";
    try (LiveProxy proxy = LiveProxy.start(config("") + bind.formatted(path, "0600"))) {
      assertThat(mode()).isEqualTo("rw-------");
      // When
      assertThat(proxy.reload(config("") + bind.formatted(path, "0660"))).isEmpty();
      // Then
      assertThat(mode()).isEqualTo("rw-rw----");
      assertThat(curl("http://sluice/healthz")).isEqualTo("ok\n200");
      assertThat(folder.toFile().list()).containsExactly("admin.sock");
    }
    assertThat(folder).isEmptyDirectory();
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void shouldLeaveAdminAsItIsWhenAReloadIsRefused() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LiveProxy proxy = LiveProxy.start(config(""))) {
      final Path other = folder.resolve("other.sock");
      // When
      final List<ConfigProblem> problems =
          proxy.reload(
              config("")
                  + "global.admin.bind = [ \"%s\", \"127.0.0.1:%d\", \"no-such.invalid:1\" ]\n"
                      .formatted(other, taken.getLocalPort()));
      // Then
      assertThat(problems)
          .extracting(ConfigProblem::toString)
          .satisfiesOnlyOnce(
              p -> assertThat(p).contains("the admin listener: another process already listens"))
          .satisfiesOnlyOnce(p -> assertThat(p).contains("no address is known for no-such.invalid"))
          .hasSize(2);
      assertThat(folder.toFile().list()).containsExactly("admin.sock");
      try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        assertThat(socket.isConnected()).isTrue();
      }
    }
  }
}
