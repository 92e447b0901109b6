package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Sum;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A peer that does not read costs Sluice one read at most. */
class MemoryIT {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryIT.class);
  private static final int SESSIONS = 200;

  /** One read, which is what a session keeps at most. */
  private static final long MOST_PER_SESSION_BYTES = 64 << 10;

  /** For the heap and what the JVM compiles meanwhile. */
  private static final long SLACK_BYTES = 16 << 20;

  private static final long WITHOUT_END = 1L << 40;

  @Test
  void shouldHoldLittleForClientsThatNeverRead() throws Exception {
    try (var product = new Product()) {
      var clients = new ArrayList<Peer>();
      var servers = new ArrayList<Peer>();
      // Given
      for (int i = 0; i < SESSIONS; i++) {
        clients.add(product.connect(16_384));
        var server = product.accept();
        // Little waits in the kernel, so that much more is sent than that.
        server.channel().setOption(StandardSocketOptions.SO_SNDBUF, 65_536);
        servers.add(server);
      }
      long before = product.sluice().residentBytes();
      // When
      var stuck = new ArrayList<CompletableFuture<Long>>();
      for (var server : servers) {
        stuck.add(inBackground(() -> server.sendUntilStuck(WITHOUT_END, Duration.ofSeconds(1))));
      }
      var taken = stuck.stream().map(CompletableFuture::join).toList();
      // Then
      long growth = product.sluice().residentBytes() - before;
      LOG.atInfo().log(() ->
          "%d sessions got stuck at %d KiB each, and cost %d KiB of memory each"
              .formatted(
                  SESSIONS,
                  taken.stream().mapToLong(sent -> sent).sum() / SESSIONS / 1024,
                  growth / SESSIONS / 1024));
      assertThat(growth).isLessThan(SESSIONS * MOST_PER_SESSION_BYTES + SLACK_BYTES);
      assertThat(taken).allMatch(sent -> sent > MOST_PER_SESSION_BYTES);
      assertAllArrives(clients, servers, taken);
      closeAll(clients);
      closeAll(servers);
      await()
          .untilAsserted(() -> assertThat(product.sluice().log().lines(" -- ")).hasSize(SESSIONS));
    }
  }

  @Test
  void shouldServeOthersWhileClientsThatNeverReadHoldAllTheyCan() throws Exception {
    try (var product = new Product("-XX:MaxDirectMemorySize=8m")) {
      var stalled = new ArrayList<Peer>();
      var stuck = new ArrayList<CompletableFuture<Long>>();
      // Given: one read kept for each were twice what there is.
      for (int i = 0; i < 250; i++) {
        stalled.add(product.connect(4096));
        var server = product.accept();
        server.channel().setOption(StandardSocketOptions.SO_SNDBUF, 65_536);
        stalled.add(server);
        stuck.add(inBackground(() -> server.sendUntilStuck(WITHOUT_END, Duration.ofSeconds(1))));
      }
      stuck.forEach(CompletableFuture::join);
      // When
      try (var client = product.connect(16_384);
          var server = product.accept()) {
        var sent = inBackground(() -> server.sendNoise(16 << 20, Pace.FULL));
        // Then
        assertThat(client.receiveSum(16 << 20, Pace.FULL)).isEqualTo(sent.join());
      }
      closeAll(stalled);
      await()
          .untilAsserted(
              () -> assertThat(product.sluice().log().lines(" relay relay/s ")).hasSize(251));
      assertThat(product.sluice().log().lines(" ID |defect")).isEmpty();
    }
  }

  private static void assertAllArrives(List<Peer> clients, List<Peer> servers, List<Long> taken)
      throws Exception {
    for (int i = 0; i < SESSIONS; i++) {
      servers.get(i).halfClose();
      Sum got = clients.get(i).receiveSum(Long.MAX_VALUE, Pace.FULL);
      assertThat(got).isEqualTo(Sum.ofNoise(taken.get(i)));
    }
  }

  private static void closeAll(List<Peer> peers) throws Exception {
    for (var peer : peers) {
      peer.close();
    }
  }
}
