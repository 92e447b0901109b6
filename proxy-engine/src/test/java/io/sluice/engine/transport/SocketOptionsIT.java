package io.sluice.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.unix.Socket;
import io.sluice.config.SocketConfig;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SocketOptionsIT {
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_USER_TIMEOUT = 18;
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Test
  void shouldSetWhatTheConfigurationSays() throws Exception {
    // Given
    final SocketConfig config =
        new SocketConfig(
            true,
            true,
            Optional.of(Duration.ofSeconds(71)),
            Optional.of(Duration.ofSeconds(13)),
            OptionalInt.of(4),
            Optional.of(Duration.ofMillis(4321)));
    final Socket socket = Sockets.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    // When
    Sockets.configure(socket, config, false);
    // Then
    assertThat(socket.isTcpNoDelay()).isTrue();
    assertThat(socket.isKeepAlive()).isTrue();
    assertThat(socket.getIntOpt(IPPROTO_TCP, TCP_KEEPIDLE)).isEqualTo(71);
    assertThat(socket.getIntOpt(IPPROTO_TCP, TCP_KEEPINTVL)).isEqualTo(13);
    assertThat(socket.getIntOpt(IPPROTO_TCP, TCP_KEEPCNT)).isEqualTo(4);
    assertThat(socket.getIntOpt(IPPROTO_TCP, TCP_USER_TIMEOUT)).isEqualTo(4321);
    socket.close();
  }

  @Test
  void shouldLeaveTheKernelsChoiceWhereTheConfigurationSaysNothing() throws Exception {
    // Given
    final SocketConfig config =
        new SocketConfig(
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty());
    final Socket socket = Sockets.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    // When
    Sockets.configure(socket, config, false);
    // Then
    assertThat(socket.isTcpNoDelay()).isFalse();
    assertThat(socket.isKeepAlive()).isFalse();
    assertThat(socket.getIntOpt(IPPROTO_TCP, TCP_USER_TIMEOUT)).isZero();
    socket.close();
  }

  @Test
  void shouldHandDownWhatIsSetOnAListeningSocket() throws Exception {
    // Given
    final Socket listening = Sockets.open(ANY);
    listening.bind(ANY);
    listening.listen(8);
    for (final boolean noDelay : new boolean[] {true, false}) {
      // When
      Sockets.configureListening(listening, plain(noDelay), true);
      // Then
      try (Peer _ = Peer.connect(listening.localAddress().getPort())) {
        final Socket accepted = await().until(() -> accept(listening), Objects::nonNull);
        assertThat(accepted.isTcpNoDelay()).isEqualTo(noDelay);
        accepted.close();
      }
    }
    listening.close();
  }

  @Test
  void shouldSetOnAnAcceptedSocketWhatItCameTooEarlyFor() throws Exception {
    // Given
    final Socket listening = Sockets.open(ANY);
    listening.bind(ANY);
    listening.listen(8);
    try (Peer _ = Peer.connect(listening.localAddress().getPort())) {
      final Socket accepted = await().until(() -> accept(listening), Objects::nonNull);
      // When
      Sockets.configureAccepted(accepted, plain(true), false);
      // Then
      assertThat(accepted.isTcpNoDelay()).isTrue();
      accepted.close();
    }
    listening.close();
  }

  /** Null: nobody is there yet. */
  private static Socket accept(final Socket listening) throws IOException {
    final int fd = listening.accept(new byte[25]);
    return fd < 0 ? null : new Socket(fd);
  }

  private static SocketConfig plain(final boolean noDelay) {
    return new SocketConfig(
        noDelay, false, Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());
  }

  @Test
  void shouldKeepOnlyTheServersSideAliveWhenTold() throws Exception {
    // Given
    try (EchoServer echo = EchoServer.start();
        LiveProxy proxy =
            LiveProxy.start(
                """
                listen echo {
                  bind = "127.0.0.1:0"
                  server-tcp { keepalive = on, keepalive-idle = 600s }
                  servers.one = "127.0.0.1:%d"
                }
                """
                    .formatted(echo.port()));
        Peer client = Peer.connect(proxy.port("echo"))) {
      // When
      client.send("ping");
      assertThat(client.receive(4)).isEqualTo("ping");
      // Then: the kernel tells of the timer on the sockets that Sluice itself holds
      assertThat(timers("dport = :" + echo.port())).contains("timer:(keepalive,");
      assertThat(timers("sport = :" + proxy.port("echo"))).doesNotContain("keepalive");
    }
  }

  /** What ss says of the established connections that a filter selects. */
  private static String timers(final String filter) {
    return Tool.run("ss", "-tnoH", "state", "established", filter).assertOk().output();
  }
}
