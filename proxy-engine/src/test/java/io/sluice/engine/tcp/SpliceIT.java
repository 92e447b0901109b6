package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.KernelSocket;
import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Peer.End;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.Sum;
import io.sluice.engine.transport.Splicing;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that pass through pipes: all of them, and then the end as it was. */
@SuppressWarnings("try") // A peer is closed early where the other side is to see that.
class SpliceIT {
  private static final long MEGABYTE = 1 << 20;
  private static final long WITHOUT_END = 1L << 40;
  private static final Duration MOMENT = Duration.ofMillis(300);
  private static final String ALWAYS = "zero-copy = splice";
  private static final String LENGTH = "%016d";
  private static final Pace SLOW = Pace.of(1 << 16, Duration.ofMillis(2));

  @BeforeAll
  static void load() throws InterruptedException {
    Splicing.await();
  }

  // ---- regular ends

  @ParameterizedTest
  @ValueSource(strings = {"splice", "auto", "off"})
  void shouldDeliverAllBeforeTheEndToASlowReader(final String how) throws Exception {
    try (var rig = Rig.start("zero-copy = " + how);
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      // When
      final var sent =
          inBackground(() -> {
            final Sum sum = server.sendNoise(8 * MEGABYTE, Pace.FULL);
            server.close();
            return sum;
          });
      final Sum got = client.receiveSum(Long.MAX_VALUE, SLOW);
      // Then
      assertThat(got).isEqualTo(sent.join());
      client.close();
      assertThat(rig.state()).isEqualTo("--");
      assertThat(Rig.bytesOf(rig.line())).isEqualTo(8 * MEGABYTE);
      rig.assertAllGivenBack();
      assertThat(rig.proxy().frontend("relay").bytesOut()).isEqualTo(8 * MEGABYTE);
      assertThat(rig.proxy().server("relay", "s").totals().bytesOut()).isEqualTo(8 * MEGABYTE);
    }
  }

  @Test
  void shouldGoOnTheOtherWayWhenOneHasEnded() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      final var up =
          inBackground(() -> {
            final Sum sum = client.sendNoise(16 * MEGABYTE, Pace.FULL);
            client.halfClose();
            return sum;
          });
      // Then
      assertThat(server.receiveSum(Long.MAX_VALUE, Pace.FULL)).isEqualTo(up.join());
      final var down = inBackground(() -> server.sendNoise(16 * MEGABYTE, Pace.FULL));
      assertThat(client.receiveSum(16 * MEGABYTE, Pace.FULL)).isEqualTo(down.join());
      server.close();
      assertThat(client.awaitEnd()).isEqualTo(End.FIN);
      assertThat(rig.state()).isEqualTo("--");
      assertThat(rig.proxy().frontend("relay").bytesIn()).isEqualTo(16 * MEGABYTE);
    }
  }

  @Test
  void shouldCarryMessagesOfOneByteAtOnce() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connect();
        var server = rig.accept()) {
      for (int i = 0; i < 200; i++) {
        client.send("?");
        assertThat(server.receive(1)).isEqualTo("?");
        server.send("!");
        assertThat(client.receive(1)).isEqualTo("!");
      }
      client.close();
      assertThat(server.awaitEnd()).isEqualTo(End.FIN);
    }
  }

  /** Of a source with urgent data a pipe takes nothing, as if it had ended. */
  @Test
  void shouldNotTakeUrgentDataForTheEnd() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      client.send("before");
      client.channel().socket().sendUrgentData('!');
      client.send("after");
      client.halfClose();
      // Then
      assertThat(server.receiveAll()).isEqualTo("beforeafter");
      server.close();
      assertThat(client.awaitEnd()).isEqualTo(End.FIN);
      assertThat(rig.state()).isEqualTo("--");
    }
  }

  @Test
  void shouldCopyToAUnixSocket(@TempDir final Path folder) throws Exception {
    final var address = UnixDomainSocketAddress.of(folder.resolve("server"));
    try (var rig = Rig.start(ScriptedServer.start(address, SpliceIT::echo), ALWAYS);
        var client = rig.connect()) {
      // When
      final var sent =
          inBackground(() -> {
            final Sum sum = client.sendNoise(4 * MEGABYTE, Pace.FULL);
            client.halfClose();
            return sum;
          });
      // Then
      assertThat(client.receiveSum(Long.MAX_VALUE, Pace.FULL)).isEqualTo(sent.join());
    }
  }

  private static void echo(final Peer peer) throws IOException {
    peer.receiveSum(4 * MEGABYTE, Pace.FULL);
    peer.sendNoise(4 * MEGABYTE, Pace.FULL);
  }

  // ---- resets

  @Test
  void shouldDeliverWhatCameBeforeAResetOfTheServer() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      // Given: more than all buffers and the pipe hold.
      server.sendUntilStuck(WITHOUT_END, MOMENT);
      // When
      server.reset();
      // Then
      final Sum got = client.receiveSumUntilReset();
      assertThat(got).isEqualTo(Sum.ofNoise(got.bytes()));
      client.close();
      assertThat(rig.state()).isEqualTo("SD");
      assertThat(Rig.bytesOf(rig.line())).isEqualTo(got.bytes());
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldDeliverWhatCameBeforeAResetOfTheClient() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connect();
        var server = rig.accept()) {
      client.sendUntilStuck(WITHOUT_END, MOMENT);
      // When
      client.reset();
      // Then
      final Sum got = server.receiveSumUntilReset();
      assertThat(got).isEqualTo(Sum.ofNoise(got.bytes()));
      server.close();
      assertThat(rig.state()).isEqualTo("CD");
      assertThat(rig.proxy().frontend("relay").bytesIn()).isEqualTo(got.bytes());
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldCloseThePipeWhenTheClientResetsThatItIsFullFor() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      server.sendUntilStuck(WITHOUT_END, MOMENT);
      // When
      client.reset();
      // Then
      assertThat(server.awaitEnd()).isEqualTo(End.RESET);
      server.close();
      assertThat(rig.state()).isEqualTo("CD");
      rig.assertAllGivenBack();
    }
  }

  // ---- readers that do not read

  @Test
  void shouldHoldAPipeAtMostForAClientThatNeverReads() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      // When
      final long sent = server.sendUntilStuck(WITHOUT_END, MOMENT);
      // Then
      assertThat(sent - inTheKernel(client) - inTheKernel(server)).isBetween(1L, MEGABYTE);
      assertThat(rig.proxy().frontend("relay").bytesOut()).isLessThan(sent);
    }
  }

  /** What waits in the sockets on both sides of a connection, none of which is under way. */
  private static long inTheKernel(final Peer peer) {
    final int near = peer.channel().socket().getLocalPort();
    final int far = peer.channel().socket().getPort();
    return waits(KernelSocket.between(near, far)) + waits(KernelSocket.between(far, near));
  }

  private static long waits(final KernelSocket socket) {
    return socket.unacknowledgedBytes() + socket.unreadBytes();
  }

  @Test
  void shouldRestWhileNobodyReads() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      server.sendUntilStuck(WITHOUT_END, MOMENT);
      final Duration before = Rig.loopCpu();
      // When
      assertThat(server.quietFor(Duration.ofSeconds(1))).isTrue();
      // Then
      assertThat(Rig.loopCpu().minus(before)).isLessThan(Duration.ofMillis(200));
      client.close();
    }
  }

  @Test
  void shouldEndAClientThatTakesNothingForTooLong() throws Exception {
    try (var rig = Rig.start(ALWAYS + "\ntimeout.client = 500ms\ntimeout.server = 1m");
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      // When
      server.sendUntilStuck(WITHOUT_END, MOMENT);
      // Then
      assertThat(rig.state()).isEqualTo("cD");
      assertThat(server.awaitEnd()).isEqualTo(End.RESET);
      server.close();
      client.close();
      rig.assertAllGivenBack();
    }
  }

  // ---- pipes that are not there

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldCopyWhereThereIsNoPipe(final int maxpipes) throws Exception {
    final long ends = Splicing.pipeEnds();
    try (var rig = Rig.start(ALWAYS)) {
      rig.reload("global { threads = 2, maxpipes = " + maxpipes + " }", ALWAYS);
      final List<Peer> clients = new ArrayList<>();
      final List<Peer> servers = new ArrayList<>();
      final List<CompletableFuture<Long>> stuck = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        clients.add(rig.connectNarrow(16_384));
        final Peer server = rig.accept();
        servers.add(server);
        stuck.add(inBackground(() -> server.sendUntilStuck(WITHOUT_END, MOMENT)));
      }
      // When
      final List<Long> taken = stuck.stream().map(CompletableFuture::join).toList();
      // Then
      // One pipe is one loop's, and all clients may be the other's.
      assertThat(Splicing.pipeEnds() - ends).isBetween(maxpipes < 2 ? 0L : 2L, 2L * maxpipes);
      for (int i = 0; i < 6; i++) {
        servers.get(i).halfClose();
        assertThat(clients.get(i).receiveSum(Long.MAX_VALUE, Pace.FULL))
            .isEqualTo(Sum.ofNoise(taken.get(i)));
        clients.get(i).close();
        servers.get(i).close();
      }
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldCloseAllPipesWhenItStops() throws Exception {
    final long ends = Splicing.pipeEnds();
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      server.sendUntilStuck(WITHOUT_END, MOMENT);
      assertThat(Splicing.pipeEnds()).isGreaterThan(ends);
      // When
      rig.proxy().close();
      // Then
      assertThat(server.awaitEnd()).isEqualTo(End.RESET);
      await().untilAsserted(() -> assertThat(Splicing.pipeEnds()).isEqualTo(ends));
      client.close();
    }
  }

  // ---- a change meanwhile

  @Test
  void shouldGoOnWhenPipesAreTakenAwayMeanwhile() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      final var sent = inBackground(() -> server.sendNoise(12 * MEGABYTE, Pace.FULL));
      final var got = inBackground(() -> client.receiveSum(12 * MEGABYTE, SLOW));
      // When
      await().until(() -> rig.proxy().frontend("relay").bytesOut() > MEGABYTE);
      rig.reload("global { threads = 2, maxpipes = 0 }", "zero-copy = off");
      await().until(() -> rig.proxy().frontend("relay").bytesOut() > 4 * MEGABYTE);
      rig.reload("global { threads = 2, tune.pipesize = 64k }", ALWAYS);
      // Then
      assertThat(got.join()).isEqualTo(sent.join());
    }
  }

  @Test
  void shouldCarryAllWhenItIsToStopMeanwhile() throws Exception {
    try (var rig = Rig.start(ALWAYS);
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      final var sent =
          inBackground(() -> {
            final Sum sum = server.sendNoise(8 * MEGABYTE, Pace.FULL);
            server.halfClose();
            return sum;
          });
      final var got = inBackground(() -> client.receiveSum(Long.MAX_VALUE, SLOW));
      await().until(() -> rig.proxy().frontend("relay").bytesOut() > MEGABYTE);
      // When
      rig.proxy().server().drain();
      // Then
      assertThat(got.join()).isEqualTo(sent.join());
      client.close();
      server.close();
      rig.proxy().server().awaitStopped();
      assertThat(rig.state()).isEqualTo("--");
      assertThat(Rig.bytesOf(rig.line())).isEqualTo(8 * MEGABYTE);
    }
  }

  // ---- anything

  /** Sizes, pauses and ends at random: what arrives is what was sent, and ends as that did. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldCarryWhateverComes(final long seed) throws Exception {
    try (var rig = Rig.start(seed == 3 ? ALWAYS : "zero-copy = auto")) {
      final var all = new ArrayList<CompletableFuture<?>>();
      final var random = new Random(seed);
      for (int i = 0; i < 24; i++) {
        final Peer client =
            random.nextBoolean() ? rig.connect() : rig.connectNarrow(1 << (12 + random.nextInt(6)));
        final Peer server = rig.accept();
        all.add(exchange(client, server, random.nextLong()));
      }
      all.forEach(CompletableFuture::join);
      rig.assertAllGivenBack();
    }
  }

  private static CompletableFuture<?> exchange(
      final Peer client, final Peer server, final long seed) {
    final var random = new Random(seed);
    final var up = inBackground(() -> say(client, random.nextLong()));
    final var down = inBackground(() -> say(server, random.nextLong()));
    final var atServer = inBackground(() -> hear(server, random.nextLong()));
    final var atClient = inBackground(() -> hear(client, random.nextLong()));
    return inBackground(() -> {
      assertThat(atServer.join()).isEqualTo(up.join());
      assertThat(atClient.join()).isEqualTo(down.join());
      client.close();
      server.close();
      return null;
    });
  }

  /** Sends pieces of noise, each behind its length, and ends. What they were. */
  private static List<Sum> say(final Peer peer, final long seed) throws IOException {
    final var random = new Random(seed);
    final List<Sum> said = new ArrayList<>();
    for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
      final long bytes = 1L + random.nextInt(1 << (4 + random.nextInt(18)));
      peer.send(LENGTH.formatted(bytes));
      said.add(peer.sendNoise(bytes, Pace.of(1 << (12 + random.nextInt(5)), pause(random))));
    }
    peer.send(LENGTH.formatted(0));
    peer.halfClose();
    return said;
  }

  /** What arrives until the end. */
  private static List<Sum> hear(final Peer peer, final long seed) throws IOException {
    final var random = new Random(seed);
    final List<Sum> heard = new ArrayList<>();
    long bytes = Long.parseLong(peer.receive(16));
    while (bytes > 0) {
      heard.add(peer.receiveSum(bytes, Pace.of(1 << (12 + random.nextInt(5)), pause(random))));
      bytes = Long.parseLong(peer.receive(16));
    }
    assertThat(peer.awaitEnd()).isEqualTo(End.FIN);
    return heard;
  }

  private static Duration pause(final Random random) {
    return random.nextInt(4) > 0 ? Duration.ZERO : Duration.ofNanos(random.nextInt(200_000));
  }
}
