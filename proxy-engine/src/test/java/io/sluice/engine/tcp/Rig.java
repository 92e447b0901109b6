package io.sluice.engine.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.NetUtil;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.transport.Splicing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A proxy with one server behind it that is in the test's hands, and what must be true when all
 * sessions are over. For one test thread.
 */
final class Rig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ScriptedServer server;
  private final String bind;
  private final String behind;
  private final LiveProxy proxy;
  private final long sockets;
  private final long pipeEnds;
  private int sessions;

  private Rig(
      final ScriptedServer server,
      final SocketAddress behind,
      final String bind,
      final String settings)
      throws IOException {
    this.server = server;
    this.behind = text(behind);
    this.bind = bind;
    proxy = LiveProxy.start(config("global { threads = 2 }", settings));
    sockets = openSockets();
    pipeEnds = Splicing.pipeEnds();
  }

  private String config(final String global, final String settings) {
    return """
    %s
    listen relay {
      bind = "%s"
      retries = 0
      %s
      servers.s = "%s"
    }
    """
        .formatted(global, bind, settings, behind);
  }

  /** Reloads, with another global section and other lines in the {@code listen} section. */
  void reload(final String global, final String settings) {
    assertThat(proxy.reload(config(global, settings))).isEmpty();
  }

  private static String text(final SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? NetUtil.toSocketAddressString(inet)
        : address.toString();
  }

  /** With a server whose connections the test accepts. */
  static Rig start() throws IOException {
    return start("");
  }

  /** The same, with more lines in the {@code listen} section. */
  static Rig start(final String settings) throws IOException {
    return start(ScriptedServer.listen(), settings);
  }

  static Rig start(final ScriptedServer server, final String settings) throws IOException {
    return start(server, "127.0.0.1:0", settings);
  }

  static Rig start(final ScriptedServer server, final String bind, final String settings)
      throws IOException {
    return new Rig(server, server.address(), bind, settings);
  }

  /** With a server that the test has elsewhere. */
  static Rig before(final SocketAddress behind, final String settings) throws IOException {
    return new Rig(null, behind, "127.0.0.1:0", settings);
  }

  LiveProxy proxy() {
    return proxy;
  }

  Peer connect() throws IOException {
    sessions++;
    return Peer.connect(proxy.port("relay"));
  }

  /** A client that lets little wait for it. */
  Peer connectNarrow(final int receiveBufferBytes) throws IOException {
    sessions++;
    return Peer.connect(Ports.on(proxy.port("relay")), receiveBufferBytes);
  }

  /** Counts a session that the test began by other means. */
  void countSession() {
    sessions++;
  }

  /** The server's end of the session that comes next. */
  Peer accept() throws InterruptedException {
    return server.accept();
  }

  /** The line of the only session, when it is over. */
  String line() {
    await().atMost(PATIENCE).until(() -> proxy.sessionLines().size() == 1);
    return proxy.sessionLines().getFirst();
  }

  /** The same line's termination state. */
  String state() {
    return stateOf(line());
  }

  static String stateOf(final String line) {
    return field(line, 6);
  }

  /** Bytes to the client, as a line has them. */
  static long bytesOf(final String line) {
    return Long.parseLong(field(line, 5));
  }

  private static String field(final String line, final int index) {
    return line.split(" ", -1)[index];
  }

  /**
   * Waits until every session is over and then looks whether all was given back: places, slots,
   * sockets. The test must have closed its peers. Pipes are looked at when this is closed.
   */
  void assertAllGivenBack() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(proxy.frontend("relay").open()).as("open on the frontend").isZero();
          assertThat(proxy.backend("relay").totals().open()).as("open on the backend").isZero();
          assertThat(proxy.server("relay", "s").totals().open()).as("on the server").isZero();
          assertThat(proxy.stats().process().openConnections()).as("connections").isZero();
          assertThat(proxy.sessionLines()).hasSize(sessions);
          assertThat(openSockets()).as("open sockets").isLessThanOrEqualTo(sockets);
        });
    assertThat(proxy.frontend("relay").sessions()).isEqualTo(sessions);
  }

  /** How many sockets this process has. */
  private static long openSockets() throws IOException {
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      return links.map(Rig::target).filter(name -> name.startsWith("socket:")).count();
    }
  }

  private static String target(final Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (final IOException gone) {
      return "";
    }
  }

  /** CPU time of the event loops so far. */
  static Duration loopCpu() {
    final var threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (final long id : loopThreads()) {
      nanos += threads.getThreadCpuTime(id);
    }
    return Duration.ofNanos(nanos);
  }

  static List<Long> loopThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sluice-loop"))
        .map(Thread::threadId)
        .toList();
  }

  /** Stops the proxy, which then has no pipe any more: neither for later, nor with lost bytes. */
  @Override
  public void close() throws IOException {
    proxy.close();
    if (server != null) {
      server.close();
    }
    await()
        .pollDelay(Duration.ZERO)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(Splicing.pipeEnds()).as("pipes").isLessThanOrEqualTo(pipeEnds));
  }
}
