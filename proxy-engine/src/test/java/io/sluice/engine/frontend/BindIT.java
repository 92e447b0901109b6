package io.sluice.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.backends.Balancers;
import io.sluice.config.ConfigProblem;
import io.sluice.engine.ProxyServer;
import io.sluice.engine.dispatch.Until;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Tool;
import io.sluice.health.Checks;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listening sockets: those that can be had, and why others cannot. */
@SuppressWarnings("AnnotateFormatMethod") // Its annotation is on no class path here.
class BindIT {
  private static final int LOOPS = 4;

  /** In bytes, unix(7). */
  private static final int LONGEST_PATH = 107;

  @TempDir private Path folder;
  private EchoServer echo;

  @BeforeEach
  void startServer() {
    // Some tests make native sockets before a proxy has loaded them.
    Epoll.ensureAvailability();
    echo = EchoServer.start();
  }

  @AfterEach
  void stopServer() throws IOException {
    echo.close();
  }

  // ---- TCP

  @Test
  void shouldNoticeAPortThatIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(Ports.free(), 1, loopback())) {
      final List<ConfigProblem> problems = refused("bind = \"127.0.0.1:%d\"", other.getLocalPort());
      assertTaken(problems, other.getLocalPort());
    }
  }

  @Test
  void shouldNoticeAPortThatIsSharedByItsOwner() throws Exception {
    try (ServerSocketChannel other = ServerSocketChannel.open()) {
      other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      other.bind(Ports.on(Ports.free()));
      final int port = other.socket().getLocalPort();
      assertTaken(refused("bind = \"127.0.0.1:%d\"", port), port);
      assertTaken(refused("bind = \"*:%d\"", port), port);
    }
  }

  private static void assertTaken(final List<ConfigProblem> problems, final int port) {
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().toString())
        .startsWith("test:2: error: another process already listens on ")
        .contains(":" + port + "; stop the process that listens there")
        .doesNotContain("\n");
  }

  @Test
  void shouldReportAllProblemsAtOnceAndLeaveNothingOpen() throws Exception {
    final int good = Ports.free();
    final Path regular = Files.writeString(folder.resolve("regular"), "text");
    try (ServerSocket first = new ServerSocket(Ports.free(), 1, loopback());
        ServerSocket second = new ServerSocket(Ports.free(), 1, loopback())) {
      // When
      final List<ConfigProblem> problems =
          refused(
              """
              bind = [
                "127.0.0.1:%d"
                "127.0.0.1:%d"
                "127.0.0.1:%d"
                "no-such-host.invalid:80"
                { address = "192.0.2.1:8080", freebind = off }
                "%s"
                "fd@999"
              ]\
              """,
              good, first.getLocalPort(), second.getLocalPort(), regular);
      // Then
      assertThat(problems)
          .extracting(ConfigProblem::toString)
          .satisfiesExactlyInAnyOrder(
              text -> assertThat(text).startsWith("test:4: ").contains(":" + first.getLocalPort()),
              text -> assertThat(text).startsWith("test:5: ").contains(":" + second.getLocalPort()),
              text -> assertThat(text).startsWith("test:6: ").contains("no-such-host.invalid"),
              text -> assertThat(text).startsWith("test:7: ").contains("does not hold"),
              text -> assertThat(text).startsWith("test:8: ").contains("no socket"),
              text -> assertThat(text).startsWith("test:9: ").contains("descriptor 999"));
      assertThat(problems).allSatisfy(problem -> assertThat(problem.remedy()).isNotBlank());
      assertThat(Ports.isFree(good)).as("what could be bound is closed again").isTrue();
      assertThat(regular).hasContent("text");
    }
  }

  @Test
  void shouldCloseWhatWasOpenedWhenALaterOneFails() throws Exception {
    final int good = Ports.free();
    final Path socket = folder.resolve("in.sock");
    // When
    final List<ConfigProblem> problems =
        refused(
            "bind = [\"127.0.0.1:%d\", \"%s\", \"%s\"]",
            good, socket, folder.resolve("missing").resolve("in.sock"));
    // Then
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().toString()).contains("no such folder");
    assertThat(Ports.isFree(good)).isTrue();
    assertThat(socket).doesNotExist();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldBindAnAddressThatThisHostDoesNotHold() {
    final int port = Ports.free();
    try (LiveProxy proxy = start("bind = \"192.0.2.1:%d\"", port)) {
      assertThat(proxy.port("in")).isEqualTo(port);
    }
    final List<ConfigProblem> problems =
        refused("bind = { address = \"192.0.2.1:%d\", freebind = off }", port);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().toString())
        .contains("this host does not hold the address 192.0.2.1:" + port)
        .contains("freebind");
  }

  @Test
  void shouldShareThePortThatTheKernelChoseBetweenAllLoops() throws Exception {
    try (LiveProxy proxy = start("bind = \"127.0.0.1:0\"")) {
      assertThat(proxy.port("in")).isPositive();
      for (int i = 0; i < 80; i++) {
        echo(Ports.on(proxy.port("in")));
      }
      for (int loop = 0; loop < LOOPS; loop++) {
        assertThat(sessions(proxy, loop)).as("sessions of loop %d", loop).isPositive();
      }
    }
  }

  @Test
  void shouldRefuseToLetTheKernelChooseTwiceForOneAddress() {
    final List<ConfigProblem> problems =
        refused(
            """
            bind = "127.0.0.1:0"
            }
            frontend.other { backend = out
            bind = "127.0.0.1:0\"\
            """);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().toString())
        .startsWith("test:5: error: frontend other binds 127.0.0.1:0, and so does frontend in; ");
  }

  @Test
  void shouldTakeIpv4ClientsOfTheIpv6Wildcard() throws Exception {
    assumeTrue(hasIpv6());
    try (LiveProxy proxy = start("bind = \"[::]:%d\"", Ports.free())) {
      // When
      echo(Ports.on(proxy.port("in")));
      echo(loopback6(proxy.port("in")));
      // Then
      Until.isTrue("two lines", () -> proxy.sessionLines().size() == 2);
      assertThat(proxy.sessionLines()).anyMatch(line -> line.startsWith("127.0.0.1:"));
      assertThat(proxy.sessionLines()).anyMatch(line -> line.startsWith("::1:"));
    }
  }

  @Test
  void shouldLeaveIpv4AloneWhenV6only() throws Exception {
    assumeTrue(hasIpv6());
    final int port = Ports.free();
    try (LiveProxy proxy = start("bind = { address = \"[::]:%d\", v6only = on }", port)) {
      echo(loopback6(proxy.port("in")));
      assertThatThrownBy(() -> Peer.connect(port)).isInstanceOf(ConnectException.class);
    }
    // Both at once, as the two do not overlap.
    try (LiveProxy proxy =
        start("bind = [{ address = \"[::]:%d\", v6only = on }, \"*:%d\"]", port, port)) {
      assertThat(proxy.port("in")).isEqualTo(port);
      echo(loopback6(port));
      echo(Ports.on(port));
    }
  }

  @Test
  void shouldAcceptAClientThatSpeaksWhenAcceptIsDeferred() throws Exception {
    final int port = Ports.free();
    final String bind = "bind = { address = \"127.0.0.1:%d\", defer-accept = on }";
    try (LiveProxy proxy = start(bind, port);
        Peer silent = Peer.connect(port)) {
      // When
      for (int i = 0; i < 3 * LOOPS; i++) {
        echo(Ports.on(port));
      }
      // Then
      assertThat(proxy.frontend("in").sessions()).isEqualTo(3 * LOOPS);
      silent.send("hello");
      assertThat(silent.receive(5)).isEqualTo("hello");
      assertThat(proxy.frontend("in").sessions()).isEqualTo(3 * LOOPS + 1);
    }
  }

  // ---- unix

  @Test
  void shouldSpreadClientsOfAUnixSocketOverTheLoops() throws Exception {
    final Path path = folder.resolve("in.sock");
    try (LiveProxy proxy = start("bind = { address = \"%s\", mode = \"0640\" }", path)) {
      // When
      for (int i = 0; i < 3 * LOOPS; i++) {
        echo(UnixDomainSocketAddress.of(path));
      }
      // Then
      for (int loop = 0; loop < LOOPS; loop++) {
        assertThat(sessions(proxy, loop)).isEqualTo(3);
      }
      Until.isTrue("all lines", () -> proxy.sessionLines().size() == 3 * LOOPS);
      assertThat(proxy.sessionLines()).allMatch(line -> line.startsWith("unix:1 "));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-r-----");
      assertThat(names(folder)).as("no temporary file is left").containsExactly("in.sock");
    }
    assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).as("removed at the stop").isFalse();
  }

  @Test
  void shouldReplaceAFileThatAProcessLeftBehind() throws Exception {
    final Path path = folder.resolve("in.sock");
    try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      gone.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
    // When
    try (LiveProxy proxy = start("bind = \"unix@%s\"", path)) {
      // Then
      echo(UnixDomainSocketAddress.of(path));
      assertThat(proxy.frontend("in").sessions()).isEqualTo(1);
    }
  }

  @Test
  void shouldTakeAnotherModeWithAReload() throws Exception {
    final Path path = folder.resolve("in.sock");
    final String bind = "bind = { address = \"%s\", mode = \"%s\" }";
    try (LiveProxy proxy = start(bind, path, "0600")) {
      // When
      assertThat(proxy.reload(config(bind.formatted(path, "0666")))).isEmpty();
      // Then
      Until.isTrue(
          "it may be written by all",
          () ->
              PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                  .equals("rw-rw-rw-"));
      echo(UnixDomainSocketAddress.of(path));
    }
  }

  @Test
  void shouldRefuseTheUnixSocketOfALiveProcess() throws Exception {
    final Path path = folder.resolve("in.sock");
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      // When
      final List<ConfigProblem> problems = refused("bind = \"%s\"", path);
      // Then
      assertThat(problems).hasSize(1);
      assertThat(problems.getFirst().toString())
          .startsWith("test:2: error: another process already listens on unix@" + path)
          .contains("another path");
      assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
  }

  @Test
  void shouldNotRemoveTheSocketThatTookItsPlace() throws Exception {
    final Path path = folder.resolve("in.sock");
    try (ServerSocketChannel next = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      try (LiveProxy proxy = start("bind = \"%s\"", path)) {
        assertThat(proxy.frontend("in").sessions()).isZero();
        Files.delete(path);
        next.bind(UnixDomainSocketAddress.of(path));
      }
      assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
  }

  @Test
  void shouldKeepTheSocketThatServesWhenAReloadIsRefused() throws Exception {
    final Path path = folder.resolve("in.sock");
    final String bind = "bind = { address = \"%s\", mode = \"%s\" }";
    try (ServerSocket taken = new ServerSocket(Ports.free(), 1, loopback());
        LiveProxy proxy = start(bind, path, "0600")) {
      // When
      final List<ConfigProblem> problems =
          proxy.reload(
              config(bind.formatted(path, "0666"))
                  + "global.admin.bind = \"127.0.0.1:%d\"".formatted(taken.getLocalPort()));
      // Then
      assertThat(problems).hasSize(1);
      assertThat(names(folder)).containsExactly("in.sock");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      echo(UnixDomainSocketAddress.of(path));
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldRefuseWhatIsNoSocket() throws Exception {
    final Path fifo = folder.resolve("in.sock");
    Tool.run("mkfifo", fifo.toString()).assertOk();
    // When
    final List<ConfigProblem> problems = refused("bind = \"%s\"", fifo);
    // Then
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().message()).isEqualTo(fifo + " is there and is no socket");
    assertThat(names(folder)).containsExactly("in.sock");
  }

  @Test
  void shouldRefuseTheUnixSocketOfAProcessThatIsBusy() throws Exception {
    final Path path = folder.resolve("in.sock");
    final UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(address, 1);
      final List<SocketChannel> waiting = new ArrayList<>();
      try {
        boolean room = true;
        while (room) {
          final SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
          waiting.add(client);
          client.configureBlocking(false);
          room = connects(client, address);
        }
        // When
        final List<ConfigProblem> problems = refused("bind = \"%s\"", path);
        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().message()).contains("already listens on unix@" + path);
      } finally {
        for (final SocketChannel client : waiting) {
          client.close();
        }
      }
    }
  }

  private static boolean connects(final SocketChannel client, final UnixDomainSocketAddress address)
      throws IOException {
    try {
      return client.connect(address);
    } catch (final SocketException full) {
      return false;
    }
  }

  @Test
  void shouldListenOnTheLongestPathThereIs() throws Exception {
    final String name = "x".repeat(LONGEST_PATH - folder.toString().length() - 1);
    try (LiveProxy proxy = start("bind = \"%s\"", folder.resolve(name))) {
      assertThat(names(folder)).containsExactly(name);
      assertThat(proxy.frontend("in").sessions()).isZero();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldSayThatAFolderIsTooLong() throws Exception {
    final String name = "d".repeat(LONGEST_PATH - folder.toString().length() - 3);
    final Path deep = Files.createDirectory(folder.resolve(name));
    // When
    final List<ConfigProblem> problems = refused("bind = \"%s\"", deep.resolve("s"));
    // Then
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().message()).startsWith(deep + " leaves no room");
    assertThat(problems.getFirst().remedy()).contains("98 bytes");
    assertThat(deep).isEmptyDirectory();
  }

  @Test
  void shouldRemoveItsFileOnceOnly() throws Exception {
    final Path path = folder.resolve("in.sock");
    final UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    try (ServerSocketChannel next = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      try (LiveProxy proxy = start("bind = \"%s\"", path);
          Peer session = Peer.connect(address)) {
        session.send("hello");
        assertThat(session.receive(5)).isEqualTo("hello");
        proxy.server().drain();
        Until.isTrue("it is removed", () -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        // When: another takes the name, and perhaps the number of the inode, before the stop.
        next.bind(address);
        proxy.server().stop();
        proxy.server().awaitStopped();
      }
      // Then
      assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
  }

  @Test
  void shouldListenInTheAbstractNamespace() {
    final String name = "sluice-" + ProcessHandle.current().pid() + "-" + Ports.free();
    try (LiveProxy proxy = start("bind = \"abns@%s\"", name)) {
      final String script =
          """
          import socket
          s = socket.socket(socket.AF_UNIX)
          s.connect("\\0%s")
          s.sendall(b"hello")
          s.shutdown(socket.SHUT_WR)
          print(s.recv(100).decode())
          """
              .formatted(name);
      assertThat(Tool.run("python3", "-c", script).assertOk().output()).isEqualTo("hello");
      assertThat(proxy.frontend("in").sessions()).isEqualTo(1);
      // When
      final List<ConfigProblem> problems = refused("bind = \"abns@%s\"", name);
      // Then
      assertThat(problems).hasSize(1);
      assertThat(problems.getFirst().message()).contains("already listens on abns@" + name);
    }
  }

  // ---- inherited

  @Test
  void shouldServeASocketThatItWasStartedWith() throws Exception {
    final LinuxSocket listening = LinuxSocket.newSocketStream();
    listening.bind(Ports.on(Ports.free()));
    listening.listen(128);
    final InetSocketAddress address = listening.localAddress();
    try (LiveProxy proxy = start("bind = \"fd@%d\"", listening.intValue())) {
      // When
      for (int i = 0; i < 2 * LOOPS; i++) {
        echo(address);
      }
      // Then
      for (int loop = 0; loop < LOOPS; loop++) {
        assertThat(sessions(proxy, loop)).isEqualTo(2);
      }
    }
    assertThatThrownBy(() -> Peer.connect(address)).isInstanceOf(ConnectException.class);
  }

  @Test
  void shouldServeASocketThatARefusedReloadHadTaken() throws Exception {
    final LinuxSocket listening = LinuxSocket.newSocketStream();
    listening.bind(Ports.on(Ports.free()));
    listening.listen(128);
    final InetSocketAddress address = listening.localAddress();
    final String with =
        config(
            "bind = [\"127.0.0.1:%d\", \"fd@%d\"]".formatted(Ports.free(), listening.intValue()));
    try (ServerSocket taken = new ServerSocket(Ports.free(), 1, loopback());
        LiveProxy proxy = start("bind = \"127.0.0.1:0\"")) {
      final String refused =
          with + "global.admin.bind = \"127.0.0.1:%d\"".formatted(taken.getLocalPort());
      assertThat(proxy.reload(refused)).hasSize(1);
      // When
      assertThat(proxy.reload(with)).isEmpty();
      // Then
      echo(address);
    }
  }

  @Test
  void shouldServeAUnixSocketThatItWasStartedWith() throws Exception {
    final Path path = folder.resolve("in.sock");
    final LinuxSocket listening = LinuxSocket.newSocketDomain();
    listening.bind(new DomainSocketAddress(path.toString()));
    listening.listen(128);
    try (LiveProxy proxy = start("bind = \"fd@%d\"", listening.intValue())) {
      // When
      echo(UnixDomainSocketAddress.of(path));
      // Then
      Until.isTrue("a line", () -> !proxy.sessionLines().isEmpty());
      assertThat(proxy.sessionLines().getFirst()).startsWith("unix:1 ");
    }
  }

  @Test
  void shouldRefuseADescriptorThatDoesNotListen() throws Exception {
    final LinuxSocket idle = LinuxSocket.newSocketStream();
    try {
      idle.bind(Ports.on(Ports.free()));
      assertNotListening(idle.intValue());
    } finally {
      idle.close();
    }
    assertNotListening(998);
  }

  private void assertNotListening(final int fd) {
    final List<ConfigProblem> problems = refused("bind = \"fd@%d\"", fd);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().toString())
        .startsWith("test:2: error: descriptor " + fd + " is not a listening socket; ")
        .doesNotContain("\n");
  }

  // ---- what they have in common

  private LiveProxy start(final String bind, final Object... values) {
    return LiveProxy.start(config(bind.formatted(values)));
  }

  /** Tries to start, and says what stood in the way. */
  private List<ConfigProblem> refused(final String bind, final Object... values) {
    try (LogWriter lines = new LogWriter(OutputStream.nullOutputStream())) {
      final ProxyServer server = new ProxyServer(lines, "test", Balancers.load(), Checks.load());
      return server.start(LiveProxy.config(config(bind.formatted(values))));
    }
  }

  private String config(final String bind) {
    return """
    frontend.in { backend = out
    %s
    }
    global.threads = %d
    backend.out.servers.s = "127.0.0.1:%d"
    """
        .formatted(bind, LOOPS, echo.port());
  }

  private static void echo(final java.net.SocketAddress address) throws IOException {
    try (Peer client = Peer.connect(address)) {
      client.send("hello");
      client.halfClose();
      assertThat(client.receiveAll()).isEqualTo("hello");
    }
  }

  private static long sessions(final LiveProxy proxy, final int loop) {
    return proxy.server().running().frontends().get("in").state().counters(loop).sessions;
  }

  private static List<String> names(final Path folder) throws IOException {
    final List<String> names = new ArrayList<>();
    try (var files = Files.list(folder)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  private static InetSocketAddress loopback6(final int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("::1"), port);
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return socket.isBound();
    } catch (final IOException none) {
      return false;
    }
  }
}
