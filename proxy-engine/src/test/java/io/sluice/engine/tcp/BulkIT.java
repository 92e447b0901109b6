package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Sum;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gibibyte each way arrives as it was sent, and is not kept on its way. */
class BulkIT {
  private static final Logger LOG = LoggerFactory.getLogger(BulkIT.class);
  private static final long GIBIBYTE = 1 << 30;
  private static final long MOST_GROWTH_BYTES = 64 << 20;

  private static Product product;
  private static long restBytes;

  @BeforeAll
  static void startAndWarmUp() throws Exception {
    product = new Product();
    try (var client = product.connect();
        var server = product.accept()) {
      // Twice each way: compiled, and the heap has the size that it keeps.
      exchange(client, server, 128 << 20, Pace.FULL);
      exchange(client, server, 16 << 20, Pace.of(1 << 16, Duration.ofNanos(50_000)));
    }
    restBytes = product.sluice().residentBytes();
  }

  @AfterAll
  static void stop() throws IOException {
    product.close();
  }

  @BeforeEach
  void forgetPeak() throws IOException {
    product.forgetPeak();
  }

  @AfterEach
  void shouldNotHaveGrown() throws IOException {
    long growth = product.peakBytes() - restBytes;
    LOG.atInfo().log(() ->
        "resident: %d KiB at rest, %d KiB more at its peak"
            .formatted(restBytes >> 10, growth >> 10));
    assertThat(growth).as("growth of resident memory").isLessThan(MOST_GROWTH_BYTES);
  }

  @Test
  void shouldCarryBothWaysAtOnce() throws Exception {
    try (var client = product.connect();
        var server = product.accept()) {
      exchange(client, server, GIBIBYTE, Pace.FULL);
    }
  }

  @Test
  void shouldWaitForSlowReaders() throws Exception {
    try (var client = product.connect(1 << 16);
        var server = product.accept()) {
      exchange(client, server, GIBIBYTE, Pace.of(1 << 16, Duration.ofNanos(50_000)));
    }
  }

  @Test
  void shouldFollowWritersThatBeginSlowly() throws Exception {
    try (var client = product.connect();
        var server = product.accept()) {
      // When
      var pace = Duration.ofMillis(2);
      client.drip("a".repeat(100), pace);
      assertThat(server.receive(100)).isEqualTo("a".repeat(100));
      server.drip("b".repeat(100), pace);
      assertThat(client.receive(100)).isEqualTo("b".repeat(100));
      // Then
      exchange(client, server, GIBIBYTE, Pace.FULL);
    }
  }

  @Test
  void shouldAnswerAfterTheEndOfTheClient() throws Exception {
    try (var client = product.connect();
        var server = product.accept()) {
      // When
      var sent =
          inBackground(() -> {
            Sum sum = client.sendNoise(GIBIBYTE, Pace.FULL);
            client.halfClose();
            return sum;
          });
      Sum got = server.receiveSum(Long.MAX_VALUE, Pace.FULL);
      server.send(got + "\n");
      var back =
          inBackground(() -> {
            Sum sum = server.sendNoise(GIBIBYTE, Pace.FULL);
            server.halfClose();
            return sum;
          });
      // Then
      assertThat(client.readLine()).isEqualTo(sent.join().toString());
      assertThat(client.receiveSum(Long.MAX_VALUE, Pace.FULL)).isEqualTo(back.join());
    }
  }

  /** So many bytes each way at once; both read at a pace. */
  private static void exchange(Peer client, Peer server, long bytes, Pace reading) {
    CompletableFuture<Sum> up = inBackground(() -> client.sendNoise(bytes, Pace.FULL));
    CompletableFuture<Sum> down = inBackground(() -> server.sendNoise(bytes, Pace.FULL));
    var atServer = inBackground(() -> server.receiveSum(bytes, reading));
    var atClient = inBackground(() -> client.receiveSum(bytes, reading));
    assertThat(atServer.join()).isEqualTo(up.join());
    assertThat(atClient.join()).isEqualTo(down.join());
  }
}
