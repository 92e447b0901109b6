package io.sluice.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.Installed;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each signal does to the process. */
@SuppressWarnings("try") // The end of a session is part of what is tested.
class SignalIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TRACES = "^\\s+at |Exception";

  private final int port = Ports.free();
  private EchoServer echo;

  @BeforeEach
  void start() {
    echo = EchoServer.start();
  }

  @AfterEach
  void stop() throws IOException {
    echo.close();
  }

  private String config(String global) {
    return "%s\nlisten.l { bind = \"127.0.0.1:%d\", servers.s = \"127.0.0.1:%d\" }\n"
        .formatted(global, port, echo.port());
  }

  private Peer session() throws IOException {
    var peer = Peer.connect(port);
    assertEchoes(peer);
    return peer;
  }

  private static void assertEchoes(Peer peer) throws IOException {
    peer.send("echo\n");
    assertThat(peer.readLine()).isEqualTo("echo");
  }

  private void awaitRefused() {
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> Peer.connect(port)).isInstanceOf(ConnectException.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "USR2"})
  void shouldReloadOnceForEachSignal(String signal) throws IOException {
    try (var sluice = Sluice.start(config(""));
        var session = session()) {
      // When
      for (int i = 1; i <= 5; i++) {
        int mark = sluice.log().mark();
        sluice.signal(signal);
        sluice.log().await(mark, "reload: in force");
      }
      // Then
      assertEchoes(session);
      session.close();
      assertThat(sluice.stop()).isZero();
      assertThat(sluice.log().lines("reload: reading")).hasSize(5);
      assertThat(sluice.log().lines("reload: in force")).hasSize(5);
    }
  }

  @Test
  void shouldReloadInTurnWhenSignalsComeTogether() throws IOException {
    try (var sluice = Sluice.start(config(""))) {
      // When
      for (int i = 0; i < 10; i++) {
        sluice.rewrite(config("listen.l.retries = " + i));
        sluice.signal(i % 2 == 0 ? "HUP" : "USR2");
      }
      // Then: the kernel may make one of several, but never loses the last.
      sluice.rewrite(config("listen.last { bind = \"127.0.0.1:" + Ports.free() + "\" }"));
      sluice.signal("USR2");
      sluice.log().await("frontend last added");
      // Others may be on their way still.
      await()
          .during(Duration.ofMillis(300))
          .untilAsserted(() ->
              assertThat(sluice.log().lines("reload: in force"))
                  .hasSameSizeAs(sluice.log().lines("reload: reading")));
      session().close();
      assertThat(sluice.stop()).isZero();
      assertThat(sluice.log().lines("reload: reading")).hasSizeBetween(2, 11);
      assertThat(sluice.log().lines("reload: refused")).isEmpty();
    }
  }

  @Test
  void shouldReloadOnlyWhenToldWhileTheJvmSamplesItsThreads(@TempDir Path folder)
      throws IOException {
    String recording = "-XX:StartFlightRecording:settings=profile,filename=" + folder + "/r.jfr";
    try (var sluice = Sluice.start(config(""), recording);
        var session = session()) {
      // When
      int mark = sluice.log().mark();
      sluice.signal("USR2");
      sluice.log().await(mark, "reload: in force");
      for (int i = 0; i < 2000; i++) {
        assertEchoes(session);
      }
      // Then
      assertThat(sluice.log().lines("reload: reading")).hasSize(1);
      session.close();
      assertThat(sluice.stop()).isZero();
    }
  }

  @Test
  void shouldDrainOnUsr1() throws IOException {
    try (var sluice = Sluice.start(config(""));
        var session = session();
        var other = session()) {
      // When
      sluice.signal("USR1");
      // Then
      sluice.log().await("draining: 2 sessions");
      awaitRefused();
      other.close();
      assertEchoes(session);
      assertThat(sluice.isRunning()).isTrue();
      // When
      session.close();
      // Then
      assertThat(sluice.awaitExit(SOON)).isZero();
      assertThat(sluice.log().lines(" l l/s .* -- ")).hasSize(2);
      assertThat(sluice.log().lines(TRACES)).isEmpty();
    }
  }

  @Test
  void shouldEndAtOnceOnUsr1WithoutSessions() throws IOException {
    try (var sluice = Sluice.start(config(""))) {
      session().close();
      // When
      sluice.signal("USR1");
      // Then
      assertThat(sluice.awaitExit(SOON)).isZero();
      assertThat(sluice.log().lines(TRACES)).isEmpty();
    }
  }

  @Test
  void shouldKillWhatIsLeftOfADrainAfterHardStop() throws IOException {
    try (var sluice = Sluice.start(config("global.hard-stop-after = 500ms"));
        var session = session()) {
      long begunNanos = System.nanoTime();
      // When
      sluice.signal("USR1");
      // Then
      assertEchoes(session);
      assertThat(session.awaitEnd()).isEqualTo(Peer.End.RESET);
      assertThat(sluice.awaitExit(SOON)).isZero();
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos))
          .isGreaterThanOrEqualTo(500);
      assertThat(sluice.log().lines(" l l/s .* KD ")).hasSize(1);
      assertThat(sluice.log().lines(TRACES)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void shouldStopNowOn(String signal) throws IOException {
    try (var sluice = Sluice.start(config("global.hard-stop-after = 1h"));
        var session = session()) {
      // When
      sluice.signal(signal);
      // Then
      assertThat(session.awaitEnd()).isEqualTo(Peer.End.RESET);
      assertThat(sluice.awaitExit(SOON)).isZero();
      assertThat(sluice.log().lines(" l l/s .* KD ")).hasSize(1);
      assertThat(sluice.log().lines(TRACES)).isEmpty();
    }
  }

  @Test
  void shouldStopNowOnTermDuringADrain() throws IOException {
    try (var sluice = Sluice.start(config(""));
        var session = session()) {
      sluice.signal("USR1");
      awaitRefused();
      assertEchoes(session);
      // When
      sluice.signal("TERM");
      // Then
      assertThat(session.awaitEnd()).isEqualTo(Peer.End.RESET);
      assertThat(sluice.awaitExit(SOON)).isZero();
      assertThat(sluice.log().lines(" l l/s .* KD ")).hasSize(1);
      assertThat(sluice.log().lines(TRACES)).isEmpty();
    }
  }

  @Test
  void shouldStopOnIntWhereTheShellIgnoredIt() throws IOException {
    try (var installed = new Installed()) {
      Path file = installed.file("sluice.conf", config(""));
      // When
      installed.startBehind("trap '' INT", "-f", file.toString());
      installed.log().await("\\bready\\b");
      // Then: the shell became the script, and the script became Java.
      assertThat(ProcessHandle.of(installed.pid()).orElseThrow().info().command())
          .hasValueSatisfying(command -> assertThat(command).endsWith("/java"));
      session().close();
      installed.signal("INT");
      assertThat(installed.awaitExit(SOON)).isZero();
    }
  }

  @Test
  void shouldTellSystemdEachStep(@TempDir Path folder) throws IOException {
    Epoll.ensureAvailability();
    Socket systemd = Socket.newSocketDomainDgram();
    try (var installed = new Installed()) {
      systemd.bind(new DomainSocketAddress(folder.resolve("notify").toString()));
      Path file = installed.file("sluice.conf", config(""));
      // When
      installed.start(
          Map.of("NOTIFY_SOCKET", folder.resolve("notify").toString()), "-f", file.toString());
      // Then
      assertThat(receive(systemd)).startsWith("READY=1\n");
      try (var session = session()) {
        for (String signal : new String[] {"HUP", "USR2"}) {
          long beforeMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
          installed.signal(signal);
          assertReloading(receive(systemd), beforeMicros);
          assertThat(receive(systemd)).startsWith("READY=1\n");
        }
        // When: a file that is refused.
        installed.file("sluice.conf", "nonsense = 1");
        installed.signal("HUP");
        // Then: it serves on.
        assertThat(receive(systemd)).startsWith("RELOADING=1\n");
        assertThat(receive(systemd)).startsWith("READY=1\n");
        // When
        installed.signal("USR1");
        // Then
        assertThat(receive(systemd)).isEqualTo("STOPPING=1\n");
        // When: too late.
        installed.signal("HUP");
        // Then
        installed.log().await("reload: refused, since Sluice is stopping");
        assertEchoes(session);
      }
      assertThat(installed.awaitExit(SOON)).isZero();
      assertThat(receiveNow(systemd, ByteBuffer.allocateDirect(4096))).isNull();
    } finally {
      systemd.close();
    }
  }

  private static void assertReloading(String message, long beforeMicros) {
    assertThat(message).startsWith("RELOADING=1\nMONOTONIC_USEC=");
    assertThat(Long.parseLong(message.substring(message.lastIndexOf('=') + 1).strip()))
        .isBetween(beforeMicros, TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
  }

  private static String receive(Socket systemd) {
    ByteBuffer datagram = ByteBuffer.allocateDirect(4096);
    int length = await().atMost(SOON).until(() -> receiveNow(systemd, datagram), Objects::nonNull);
    byte[] bytes = new byte[length];
    datagram.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Integer receiveNow(Socket systemd, ByteBuffer datagram) {
    try {
      var sender = systemd.recvFromDomainSocket(datagram, 0, datagram.capacity());
      return sender == null ? null : sender.receivedAmount();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
