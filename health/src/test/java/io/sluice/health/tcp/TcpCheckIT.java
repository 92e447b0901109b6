package io.sluice.health.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckResult.Failed;
import io.sluice.health.CheckResult.Passed;
import io.sluice.health.CheckStatus;
import io.sluice.health.Target;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpCheckIT {
  private static final ProbeConfig TCP = new ProbeConfig.Tcp();

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void shouldPassAndResetWhenPortIsOpen() throws Exception {
    try (FakeServer server = new FakeServer(Scripts.silence())) {
      // When
      final CheckResult result = lab.run(TCP, server.address());

      // Then
      assertThat(result).isInstanceOf(Passed.class);
      assertThat(result.status()).isEqualTo(CheckStatus.L4OK);
      assertThat(result.durationNanos()).isPositive();
      assertThat(server.awaitEnd()).isEqualTo("Connection reset");
    }
  }

  @Test
  void shouldSayRefusedWhenNobodyListens() throws Exception {
    // Given
    final InetSocketAddress closed = closedPort();

    // When
    final CheckResult result = lab.run(TCP, closed);

    // Then
    assertThat(result).isInstanceOf(Failed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L4CON);
    assertThat(result.detail()).isEqualTo("connection refused");
    assertThat(((Failed) result).explicit()).isFalse();
  }

  @Test
  void shouldTimeOutWhenBacklogIsFull() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Given
      final List<Socket> waiting = fill(full);

      // When
      final CheckResult result = lab.run(TCP, full.getLocalSocketAddress(), Duration.ofMillis(300));

      // Then
      assertThat(result.status()).isEqualTo(CheckStatus.L4TOUT);
      assertThat(result.durationNanos()).isGreaterThanOrEqualTo(300_000_000L);
      for (final Socket socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void shouldPassWhenUnixSocketIsOpen(@TempDir final Path folder) throws Exception {
    // Given
    final Path path = folder.resolve("s");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));

      // When
      final CheckResult result = lab.run(TCP, new DomainSocketAddress(path.toFile()));

      // Then
      assertThat(result.status()).isEqualTo(CheckStatus.L4OK);
    }
  }

  @Test
  void shouldFailWhenUnixSocketIsMissing(@TempDir final Path folder) {
    // When
    final CheckResult result =
        lab.run(TCP, new DomainSocketAddress(folder.resolve("none").toFile()));

    // Then
    assertThat(result.status()).isEqualTo(CheckStatus.L4CON);
    assertThat(result.detail()).isEqualTo("no such file or directory");
  }

  @Test
  void shouldConnectFromTheSourceAddress() throws Exception {
    // Given
    final BlockingQueue<String> peers = new LinkedBlockingQueue<>();
    try (FakeServer server =
        new FakeServer(socket -> peers.add(socket.getInetAddress().getHostAddress()))) {
      final Target target =
          new Target(
              server.address(), Optional.of(new InetSocketAddress("127.0.0.9", 0)), "check.test");

      // When
      final CheckResult result = lab.run(lab.open(TCP, target), Duration.ofSeconds(5));

      // Then
      assertThat(result.status()).isEqualTo(CheckStatus.L4OK);
      assertThat(peers.poll(5, TimeUnit.SECONDS)).isEqualTo("127.0.0.9");
    }
  }

  @Test
  void shouldBlameThisSideWhenSourceAddressIsNotOurs() throws Exception {
    try (FakeServer server = new FakeServer(Scripts.silence())) {
      // Given
      final Target target =
          new Target(
              server.address(), Optional.of(new InetSocketAddress("192.0.2.1", 0)), "check.test");

      // When
      final CheckResult result = lab.run(lab.open(TCP, target), Duration.ofSeconds(5));

      // Then
      assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
      assertThat(result.detail()).contains("192.0.2.1", "cannot assign requested address");
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void shouldBlameThisSideWhenNameIsNotResolved() {
    // When
    final CheckResult result =
        lab.run(TCP, InetSocketAddress.createUnresolved("nowhere.invalid", 80));

    // Then
    assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
    assertThat(result.detail()).isEqualTo("no address for nowhere.invalid");
  }

  @Test
  void shouldRunAgainAfterAFailure() throws Exception {
    // Given
    final InetSocketAddress address = closedPort();
    final var probe = lab.open(TCP, CheckLab.target(address));
    assertThat(lab.run(probe, Duration.ofSeconds(5)).status()).isEqualTo(CheckStatus.L4CON);

    try (ServerSocket listener =
        new ServerSocket(address.getPort(), 5, InetAddress.getLoopbackAddress())) {
      // When
      final CheckResult result = lab.run(probe, Duration.ofSeconds(5));

      // Then
      assertThat(result.status()).isEqualTo(CheckStatus.L4OK);
      assertThat(listener.isBound()).isTrue();
    }
  }

  @Test
  void shouldSayNothingWhenClosedDuringARun() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Given
      final List<Socket> waiting = fill(full);
      final var probe = lab.open(TCP, CheckLab.target(full.getLocalSocketAddress()));
      final var outcome = lab.start(probe, Duration.ofMillis(200));

      // When
      lab.eventLoop().submit(probe::close).sync();
      lab.eventLoop().schedule(() -> {}, 400, TimeUnit.MILLISECONDS).sync();

      // Then
      assertThat(outcome).isNotDone();
      for (final Socket socket : waiting) {
        socket.close();
      }
    }
  }

  private static InetSocketAddress closedPort() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) listener.getLocalSocketAddress();
    }
  }

  /** Connects until the backlog takes no more. */
  private static List<Socket> fill(final ServerSocket listener) {
    final List<Socket> waiting = new ArrayList<>();
    try {
      while (waiting.size() < 20) {
        final Socket socket = new Socket();
        waiting.add(socket);
        socket.connect(listener.getLocalSocketAddress(), 200);
      }
    } catch (IOException e) {
      return waiting;
    }
    throw new AssertionError("a backlog of 1 took 20 connections");
  }
}
