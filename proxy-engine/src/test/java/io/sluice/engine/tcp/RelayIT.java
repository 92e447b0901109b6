package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Peer.End;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.SilentListener;
import io.sluice.engine.testkit.Sum;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // A peer is closed early where the other side is to see that.
class RelayIT {
  private static final long MEGABYTE = 1 << 20;
  private static final Duration MOMENT = Duration.ofMillis(300);

  // ---- bytes, and regular ends

  @Test
  void shouldCarryBytesBothWaysAndTheEndOfBoth() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      client.send("question");
      assertThat(server.receive(8)).isEqualTo("question");
      server.send("answer");
      assertThat(client.receive(6)).isEqualTo("answer");
      client.close();
      // Then
      assertThat(server.awaitEnd()).isEqualTo(End.FIN);
      server.close();
      assertThat(rig.state()).isEqualTo("--");
      assertThat(Rig.bytesOf(rig.line())).isEqualTo(6);
      rig.assertAllGivenBack();
      assertThat(rig.proxy().frontend("relay").bytesIn()).isEqualTo(8);
      assertThat(rig.proxy().server("relay", "s").totals().bytesOut()).isEqualTo(6);
    }
  }

  @Test
  void shouldLetTheServerSpeakFirst() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      server.send("greeting");
      // Then
      assertThat(client.receive(8)).isEqualTo("greeting");
    }
  }

  @Test
  void shouldAnswerAClientThatHasEndedItsStream() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      client.send("all of it");
      client.halfClose();
      // Then
      assertThat(server.receiveAll()).isEqualTo("all of it");
      Sum sent = server.sendNoise(MEGABYTE, Pace.FULL);
      server.close();
      assertThat(client.receiveSum(Long.MAX_VALUE, Pace.FULL)).isEqualTo(sent);
      client.close();
      assertThat(rig.state()).isEqualTo("--");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldListenToAClientWhoseServerHasEndedItsStream() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      server.send("bye");
      server.halfClose();
      // Then
      assertThat(client.receiveAll()).isEqualTo("bye");
      Sum sent = client.sendNoise(MEGABYTE, Pace.FULL);
      client.close();
      assertThat(server.receiveSum(Long.MAX_VALUE, Pace.FULL)).isEqualTo(sent);
      server.close();
      assertThat(rig.state()).isEqualTo("--");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldPassOnAnEndWithoutASingleByte() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      client.halfClose();
      // Then
      assertThat(server.awaitEnd()).isEqualTo(End.FIN);
      assertThat(client.quietFor(Duration.ofMillis(50))).isTrue();
      server.halfClose();
      assertThat(client.awaitEnd()).isEqualTo(End.FIN);
      assertThat(rig.state()).isEqualTo("--");
      assertThat(Rig.bytesOf(rig.line())).isZero();
    }
  }

  @Test
  void shouldEndManyEmptySessions() throws Exception {
    try (var rig = Rig.start(ScriptedServer.start(Peer::awaitEnd), "")) {
      // When
      for (int i = 0; i < 200; i++) {
        rig.connect().close();
      }
      // Then
      rig.assertAllGivenBack();
      assertThat(rig.proxy().sessionLines()).allMatch(line -> Rig.stateOf(line).equals("--"));
    }
  }

  @Test
  void shouldCarryMessagesOfOneByte() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      for (int i = 0; i < 1000; i++) {
        // When
        String message = String.valueOf((char) ('a' + i % 26));
        client.send(message);
        // Then
        assertThat(server.receive(1)).isEqualTo(message);
        server.send(message);
        assertThat(client.receive(1)).isEqualTo(message);
      }
    }
  }

  // ---- ends at awkward moments

  @ParameterizedTest
  @ValueSource(strings = {"", "greeting"})
  void shouldEndWhenTheServerClosesAtOnce(String greeting) throws Exception {
    try (var rig = Rig.start(ScriptedServer.start(peer -> peer.send(greeting)), "")) {
      // When
      var ends = new ArrayList<CompletableFuture<String>>();
      for (int i = 0; i < 150; i++) {
        var client = rig.connect();
        ends.add(
            inBackground(() -> {
              try (client) {
                return client.receiveAll();
              }
            }));
      }
      // Then
      assertThat(ends).allSatisfy(end -> assertThat(end.join()).isEqualTo(greeting));
      rig.assertAllGivenBack();
      assertThat(rig.proxy().sessionLines()).allMatch(line -> Rig.stateOf(line).equals("--"));
    }
  }

  @Test
  void shouldDeliverTheAnswerOfAServerThatClosesWhileTheClientSends() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      var sending = inBackground(() -> client.sendNoise(1L << 40, Pace.FULL));
      server.receiveSum(100_000, Pace.FULL);
      server.send("413 enough\n");
      // With bytes unread, so that the kernel sends an RST.
      server.close();
      // Then
      assertThat(client.readLine()).isEqualTo("413 enough");
      // The thread that sends sees the reset, after which nobody else does.
      assertThatThrownBy(sending::join).hasCauseInstanceOf(IOException.class);
      client.close();
      assertThat(rig.state()).isEqualTo("SD");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldCutAClientThatSendsOnToAServerThatHasClosed() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      server.send("bye");
      server.close();
      assertThat(client.receiveAll()).isEqualTo("bye");
      // Then
      assertThatThrownBy(() -> client.sendNoise(1L << 40, Pace.FULL))
          .isInstanceOf(IOException.class);
      client.close();
      assertThat(rig.state()).isEqualTo("SD");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldEndWhenTheClientResetsBeforeTheServerIsConnected() throws Exception {
    try (var silent = SilentListener.start();
        var rig = Rig.before(silent.address(), "timeout.connect = 25s")) {
      // When
      var client = rig.connect();
      client.send("early");
      await().until(() -> rig.proxy().server("relay", "s").totals().open() == 1);
      client.reset();
      // Then
      assertThat(rig.state()).isEqualTo("CC");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldKeepTheFirstBytesOfAClientThatHasEndedBeforeTheServerIsConnected() throws Exception {
    try (var rig = Rig.start()) {
      var client = rig.connect();
      // When
      client.send("early");
      client.halfClose();
      // Then
      try (var server = rig.accept()) {
        assertThat(server.receiveAll()).isEqualTo("early");
        server.send("seen");
        server.close();
        assertThat(client.receiveAll()).isEqualTo("seen");
      }
      client.close();
      assertThat(rig.state()).isEqualTo("--");
      rig.assertAllGivenBack();
    }
  }

  // ---- resets

  @Test
  void shouldResetTheServerWhenTheClientResets() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      client.send("first");
      assertThat(server.receive(5)).isEqualTo("first");
      // When
      client.reset();
      // Then
      assertConnectionReset(server);
      server.close();
      assertThat(rig.state()).isEqualTo("CD");
      rig.assertAllGivenBack();
      assertThat(rig.proxy().frontend("relay").clientAborts()).isEqualTo(1);
    }
  }

  @Test
  void shouldResetTheClientWhenTheServerResets() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      server.send("first");
      assertThat(client.receive(5)).isEqualTo("first");
      // When
      server.reset();
      // Then
      assertConnectionReset(client);
      client.close();
      assertThat(rig.state()).isEqualTo("SD");
      rig.assertAllGivenBack();
      assertThat(rig.proxy().server("relay", "s").totals().serverAborts()).isEqualTo(1);
    }
  }

  @Test
  void shouldEndWhenTheClientResetsAfterItsEnd() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      client.halfClose();
      assertThat(server.awaitEnd()).isEqualTo(End.FIN);
      assertLoopsRest();
      // When
      client.reset();
      // Then
      assertThat(rig.state()).isEqualTo("CD");
      // The FIN came first, so only a write can tell.
      assertThatThrownBy(() -> server.sendNoise(MEGABYTE, Pace.FULL))
          .isInstanceOf(IOException.class);
      server.close();
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldEndWhenTheServerResetsAfterItsEnd() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      server.halfClose();
      assertThat(client.awaitEnd()).isEqualTo(End.FIN);
      assertLoopsRest();
      // When
      server.reset();
      // Then
      assertThat(rig.state()).isEqualTo("SD");
      assertThatThrownBy(() -> client.sendNoise(MEGABYTE, Pace.FULL))
          .isInstanceOf(IOException.class);
      client.close();
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldEndWhenTheClientResetsAfterItsEndAndTheServerReadsNothing() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // Given: more than all buffers hold, so that Sluice cannot pass on the end.
      long taken = client.sendUntilStuck(1L << 40, MOMENT);
      // When
      client.reset();
      // Then: all that Sluice took arrives, then the reset.
      Sum got = server.receiveSumUntilReset();
      assertThat(got.bytes()).isBetween(1L, taken);
      assertThat(got.bytes()).isEqualTo(rig.proxy().frontend("relay").bytesIn());
      server.close();
      assertThat(rig.state()).isEqualTo("CD");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldNotSpinWhenAResetSideIsStillBeingDelivered() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connectNarrow(4096);
        var server = rig.accept()) {
      // Given
      server.sendNoise(3 * MEGABYTE, Pace.FULL);
      await().until(() -> rig.proxy().frontend("relay").bytesOut() > 0);
      server.reset();
      // When
      assertLoopsRest();
      // Then
      assertThat(rig.proxy().sessionLines()).isEmpty();
      Sum got = client.receiveSumUntilReset();
      assertThat(rig.state()).isEqualTo("SD");
      assertThat(got.bytes()).isEqualTo(Rig.bytesOf(rig.line()));
    }
  }

  @Test
  void shouldDeliverWhatCameBeforeAResetToALateReader() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // Given
      Sum sent = server.sendNoise(3 * MEGABYTE, Pace.FULL);
      long passedOn = awaitStable(() -> rig.proxy().frontend("relay").bytesOut());
      // When
      server.reset();
      assertThat(rig.proxy().sessionLines()).isEmpty();
      // Then
      Sum got = client.receiveSumUntilReset();
      assertThat(got.bytes()).isBetween(passedOn, sent.bytes());
      assertThat(got.bytes()).isEqualTo(Rig.bytesOf(rig.line()));
      assertThat(got).isEqualTo(Sum.ofNoise(got.bytes()));
      client.close();
      assertThat(rig.state()).isEqualTo("SD");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldDeliverWhatAClientSentBeforeItsResetToALateServer() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // Given
      Sum sent = client.sendNoise(3 * MEGABYTE, Pace.FULL);
      awaitStable(() -> rig.proxy().frontend("relay").bytesIn());
      // When
      client.reset();
      // Then
      Sum got = server.receiveSumUntilReset();
      assertThat(got.bytes()).isBetween(MEGABYTE / 2, sent.bytes());
      assertThat(got).isEqualTo(Sum.ofNoise(got.bytes()));
      assertThat(rig.state()).isEqualTo("CD");
      assertThat(got.bytes()).isEqualTo(rig.proxy().frontend("relay").bytesIn());
      server.close();
      rig.assertAllGivenBack();
    }
  }

  // ---- other families of addresses

  @Test
  void shouldServeThroughUnixSockets(@TempDir Path folder) throws Exception {
    var behind = UnixDomainSocketAddress.of(folder.resolve("server"));
    var front = UnixDomainSocketAddress.of(folder.resolve("front"));
    try (var rig = Rig.start(ScriptedServer.start(behind, null), "unix@" + front, "")) {
      for (int i = 0; i < 4; i++) {
        rig.countSession();
        try (var client = Peer.connect(front);
            var server = rig.accept()) {
          // When
          var sent =
              inBackground(() -> {
                Sum sum = client.sendNoise(4 * MEGABYTE, Pace.FULL);
                client.halfClose();
                return sum;
              });
          // Then
          assertThat(server.receiveSum(Long.MAX_VALUE, Pace.FULL)).isEqualTo(sent.join());
          server.send("unix");
          server.close();
          assertThat(client.receiveAll()).isEqualTo("unix");
        }
      }
      rig.assertAllGivenBack();
      assertThat(rig.proxy().sessionLines()).allSatisfy(line -> assertThat(line).contains(" -- "));
    }
  }

  @Test
  void shouldEndWhenAUnixServerBreaksOff(@TempDir Path folder) throws Exception {
    var behind = UnixDomainSocketAddress.of(folder.resolve("server"));
    try (var rig = Rig.start(ScriptedServer.start(behind, null), "");
        var client = rig.connect();
        var server = rig.accept()) {
      client.send("unread");
      await().until(() -> rig.proxy().frontend("relay").bytesIn() == 6);
      // When: with bytes unread, which on a unix socket is a reset too.
      server.close();
      // Then
      assertConnectionReset(client);
      client.close();
      assertThat(rig.state()).isEqualTo("SD");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldEndAUnixClientWhoseServerResets(@TempDir Path folder) throws Exception {
    var front = UnixDomainSocketAddress.of(folder.resolve("front"));
    try (var rig = Rig.start(ScriptedServer.listen(), "unix@" + front, "")) {
      rig.countSession();
      try (var client = Peer.connect(front);
          var server = rig.accept()) {
        server.send("last words");
        assertThat(client.receive(10)).isEqualTo("last words");
        // When
        server.reset();
        // Then
        assertThat(client.receiveAll()).isEmpty();
      }
      assertThat(rig.state()).isEqualTo("SD");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldServeIpv6OnBothSides() throws Exception {
    var loopback =
        InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    var behind = new InetSocketAddress(loopback, Ports.free());
    try (var rig = Rig.start(ScriptedServer.start(behind, null), "[::1]:0", "")) {
      rig.countSession();
      try (var client = Peer.connect(new InetSocketAddress(loopback, rig.proxy().port("relay")));
          var server = rig.accept()) {
        // When
        client.send("six");
        client.halfClose();
        // Then
        assertThat(server.receiveAll()).isEqualTo("six");
        server.close();
        assertThat(client.receiveAll()).isEmpty();
      }
      rig.assertAllGivenBack();
      assertThat(rig.line()).contains("::1:").contains(" -- ");
    }
  }

  // ---- many

  @Test
  void shouldKeepManySessionsApart() throws Exception {
    try (var rig = Rig.start(ScriptedServer.start(RelayIT::echo), "")) {
      // When
      var sums = new ArrayList<CompletableFuture<List<Sum>>>();
      for (int i = 0; i < 60; i++) {
        long size = 1 + i * 37_511L;
        var client = rig.connect();
        sums.add(
            inBackground(() -> {
              try (client) {
                var sent =
                    inBackground(() -> {
                      Sum sum = client.sendNoise(size, Pace.FULL);
                      client.halfClose();
                      return sum;
                    });
                Sum got = client.receiveSum(Long.MAX_VALUE, Pace.FULL);
                return List.of(sent.join(), got);
              }
            }));
      }
      // Then
      assertThat(sums)
          .allSatisfy(sum -> assertThat(sum.join().getLast()).isEqualTo(sum.join().getFirst()));
      rig.assertAllGivenBack();
      assertThat(rig.proxy().sessionLines()).allMatch(line -> Rig.stateOf(line).equals("--"));
    }
  }

  private static void echo(Peer peer) throws IOException {
    // The noise is the same for all, so what came can be made again.
    Sum got = peer.receiveSum(Long.MAX_VALUE, Pace.FULL);
    peer.sendNoise(got.bytes(), Pace.FULL);
    peer.halfClose();
  }

  /** Waits until a figure is above 0 and grows no more. */
  private static long awaitStable(LongSupplier figure) {
    var last = new AtomicLong();
    await()
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          long now = figure.getAsLong();
          return last.getAndSet(now) == now && now > 0;
        });
    return last.get();
  }

  /** A session waits in the state that a test brought it to; nothing may spin meanwhile. */
  private static void assertLoopsRest() {
    Duration before = Rig.loopCpu();
    await().pollDelay(MOMENT).until(() -> true);
    assertThat(Rig.loopCpu().minus(before)).isLessThan(MOMENT.dividedBy(3));
  }

  private static void assertConnectionReset(Peer peer) {
    assertThatThrownBy(peer::receiveAll)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("reset");
  }
}
