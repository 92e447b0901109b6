package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Strace;
import io.sluice.engine.transport.Splicing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bulk is not copied, and costs few system calls; messages are, and need no pipe. */
class SpliceSyscallIT {
  private static final Logger LOG = LoggerFactory.getLogger(SpliceSyscallIT.class);
  private static final int MEBIBYTES = 64;

  /** In and out, at 64 KiB each, and one that finds nothing. */
  private static final double MOST_SPLICES = 48;

  /** Of the 32 that it takes to copy a mebibyte. */
  private static final double MOST_COPIES = 4;

  private static final long SLOW_BYTES = 16 << 20;
  private static final int SLOW_BYTES_PER_CALL = 4 << 10;

  @Test
  void shouldNotCopyBulk(@TempDir final Path folder) throws Exception {
    try (var product = new Product();
        var client = product.connect();
        var server = product.accept()) {
      // Given: splice(2) is looked up when bulk is first seen.
      carry(client, server, 256);
      // When
      final Map<String, Long> calls;
      try (var strace = Strace.ofProcess(product.sluice().pid(), folder.resolve("calls"))) {
        carry(client, server, MEBIBYTES);
        calls = strace.stop();
      }
      // Then
      LOG.info("calls for {} MiB: {}", MEBIBYTES, calls);
      assertThat(perMebibyte(calls, "splice")).isBetween(2.0, MOST_SPLICES);
      assertThat(perMebibyte(calls, "recvfrom") + perMebibyte(calls, "sendto"))
          .isLessThan(MOST_COPIES);
    }
  }

  @Test
  void shouldCopyMessages(@TempDir final Path folder) throws Exception {
    try (var product = new Product();
        var client = product.connect();
        var server = product.accept()) {
      carry(client, server, 256);
      // When
      final Map<String, Long> calls;
      try (var strace = Strace.ofProcess(product.sluice().pid(), folder.resolve("calls"))) {
        for (int i = 0; i < 500; i++) {
          server.send("message");
          client.receive(7);
          client.send("ok");
          server.receive(2);
        }
        calls = strace.stop();
      }
      // Then: what went before is forgotten after a few.
      LOG.info("calls for 500 messages: {}", calls);
      assertThat(calls.getOrDefault("splice", 0L)).isLessThan(30);
      assertThat(calls.getOrDefault("pipe2", 0L)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void shouldMakeNoPipeForMessages(@TempDir final Path folder) throws Exception {
    try (var product = new Product();
        var client = product.connect();
        var server = product.accept();
        var strace = Strace.ofProcess(product.sluice().pid(), folder.resolve("calls"))) {
      // When
      for (int i = 0; i < 500; i++) {
        client.sendNoise(20_000, Pace.FULL);
        server.receiveSum(20_000, Pace.FULL);
        server.send("ok");
        client.receive(2);
      }
      // Then
      final Map<String, Long> calls = strace.stop();
      assertThat(calls.getOrDefault("sendto", 0L)).isGreaterThanOrEqualTo(1_000);
      assertThat(calls).doesNotContainKeys("splice", "pipe2");
    }
  }

  /** Each time that it reads there is room for a little: that is not worth many calls. */
  @Test
  void shouldCostFewCallsWhenTheClientReadsSlowly(@TempDir final Path folder) throws Exception {
    try (var product = new Product();
        var client = product.connect();
        var server = product.accept();
        var slow = product.connect(16_384);
        var slowServer = product.accept()) {
      // Given: splice(2) is looked up when bulk is first seen.
      final String process = "" + product.sluice().pid();
      final long ends = Splicing.pipeEnds(process);
      do {
        carry(client, server, 64);
      } while (Splicing.pipeEnds(process) == ends);
      // When
      final Map<String, Long> calls;
      try (var strace =
          Strace.ofThreads(product.sluice().pid(), "sluice-loop", folder.resolve("calls"))) {
        final var sent = inBackground(() -> slowServer.sendNoise(SLOW_BYTES, Pace.FULL));
        assertThat(slow.receiveSum(SLOW_BYTES, Pace.of(1 << 14, Duration.ofMillis(1))))
            .isEqualTo(sent.join());
        calls = strace.stop();
      }
      // Then
      LOG.info("calls for {} bytes that are read slowly: {}", SLOW_BYTES, calls);
      assertThat(calls.get("splice")).isGreaterThan(2);
      assertThat(calls.values().stream().mapToLong(Long::longValue).sum() * SLOW_BYTES_PER_CALL)
          .isLessThan(SLOW_BYTES);
    }
  }

  private static void carry(final Peer client, final Peer server, final int mebibytes) {
    final long bytes = (long) mebibytes << 20;
    final var sent = inBackground(() -> server.sendNoise(bytes, Pace.FULL));
    final var got = inBackground(() -> client.receiveSum(bytes, Pace.FULL));
    assertThat(got.join()).isEqualTo(sent.join());
  }

  private static double perMebibyte(final Map<String, Long> calls, final String name) {
    return calls.getOrDefault(name, 0L) / (double) MEBIBYTES;
  }
}
