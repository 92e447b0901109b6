package io.sluice.engine.testkit;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PeersIT {
  private static final long MEGABYTES = 8L << 20;

  @Test
  void shouldEchoToTheEnd() throws IOException {
    try (var echo = EchoServer.start();
        var peer = Peer.connect(echo.port())) {
      // When
      peer.send("some words\n");
      peer.halfClose();
      // Then
      assertThat(peer.receiveAll()).isEqualTo("some words\n");
      assertThat(echo.accepted()).isEqualTo(1);
      assertThat(echo.mostOpen()).isEqualTo(1);
    }
  }

  @Test
  void shouldGreetFirst() throws IOException {
    try (var echo = EchoServer.start(Ports.free(), "s1\n");
        var peer = Peer.connect(echo.port())) {
      assertThat(peer.readLine()).isEqualTo("s1");
    }
  }

  @Test
  void shouldSeeTheSameSumOnBothSides() throws Exception {
    try (var server = ScriptedServer.listen();
        var client = Peer.connect(server.port());
        var other = server.accept()) {
      // When
      var sent = inBackground(() -> client.sendNoise(MEGABYTES, Pace.FULL));
      var back = inBackground(() -> other.sendNoise(MEGABYTES, Pace.of(100_000, Duration.ZERO)));
      var there = inBackground(() -> other.receiveSum(MEGABYTES, Pace.FULL));
      var here = client.receiveSum(MEGABYTES, Pace.of(70_000, Duration.ofNanos(1000)));
      // Then
      assertThat(there.join()).isEqualTo(sent.join());
      assertThat(here).isEqualTo(back.join()).isEqualTo(sent.join());
    }
  }

  @Test
  void shouldSeeAnotherSumWhenAByteDiffers() throws Exception {
    try (var server = ScriptedServer.listen();
        var client = Peer.connect(server.port());
        var other = server.accept()) {
      client.send("x");
      var sent = client.sendNoise(1000, Pace.FULL);
      assertThat(other.receiveSum(1000, Pace.FULL)).isNotEqualTo(sent);
    }
  }

  @Test
  void shouldTellAFinFromAReset() throws Exception {
    try (var server = ScriptedServer.listen();
        var first = Peer.connect(server.port());
        var firstServer = server.accept();
        var second = Peer.connect(server.port());
        var secondServer = server.accept()) {
      // When
      first.halfClose();
      second.reset();
      // Then
      assertThat(firstServer.awaitEnd()).isEqualTo(Peer.End.FIN);
      assertThat(secondServer.awaitEnd()).isEqualTo(Peer.End.RESET);
      assertThatThrownBy(() -> secondServer.sendNoise(MEGABYTES, Pace.FULL))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void shouldGetStuckWhenNobodyReads() throws Exception {
    try (var server = ScriptedServer.listen();
        var client = Peer.connect(server.address(), 8_192);
        var other = server.accept()) {
      // When
      long taken = other.sendUntilStuck(1L << 30, Duration.ofMillis(200));
      // Then
      assertThat(taken).isBetween(1L, 64L << 20);
      assertThat(client.receiveSum(taken, Pace.FULL).bytes()).isEqualTo(taken);
    }
  }

  @Test
  void shouldDripAndStall() throws Exception {
    try (var server = ScriptedServer.start(peer -> peer.drip("drop", Duration.ofMillis(1)));
        var client = Peer.connect(server.port())) {
      assertThat(client.receiveAll()).isEqualTo("drop");
      assertThat(server.count()).isEqualTo(1);
    }
    try (var server = ScriptedServer.start(Peer::awaitEnd);
        var client = Peer.connect(server.port())) {
      assertThat(client.quietFor(Duration.ofMillis(100))).isTrue();
    }
  }

  @RepeatedTest(50)
  void shouldNotFailAScriptWhenItsServerIsClosed() throws Exception {
    var server = ScriptedServer.start(Peer::awaitEnd);
    try (var client = Peer.connect(server.port())) {
      // When
      server.close();
      // Then
      assertThat(client.awaitEnd()).isNotNull();
    }
  }

  @Test
  void shouldServeUnixSockets() throws Exception {
    try (var folder = TempFolder.create("unix");
        var server =
            ScriptedServer.start(
                UnixDomainSocketAddress.of(folder.path().resolve("socket")),
                peer -> peer.send("hello"));
        var client = Peer.connect(server.address())) {
      assertThat(client.receiveAll()).isEqualTo("hello");
    }
  }

  @Test
  void shouldFailTheTestWhenAScriptFails() throws Exception {
    var server =
        ScriptedServer.start(_ -> {
          throw new AssertionError("not what it wanted");
        });
    try (var client = Peer.connect(server.port())) {
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
    assertThatThrownBy(server::close)
        .isInstanceOf(AssertionError.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void shouldEndEveryWait() throws Exception {
    try (var server = ScriptedServer.listen();
        var client = Peer.connect(server.address(), Duration.ofMillis(50));
        var other = server.accept()) {
      assertThatThrownBy(() -> client.receive(1)).isInstanceOf(AssertionError.class);
      other.send("now");
      assertThat(client.receive(3)).isEqualTo("now");
    }
  }

  @Test
  void shouldNeitherAcceptNorRefuseWhenSilent() throws Exception {
    try (var silent = SilentListener.start()) {
      assertThatThrownBy(() -> Peer.connect(silent.address(), Duration.ofMillis(300)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("no connection");
    }
  }

  @Test
  void shouldGivePortsThatCanBeBound() {
    int port = Ports.free();
    assertThat(Ports.isFree(port)).isTrue();
    assertThat(Ports.free()).isNotEqualTo(port);
  }
}
