package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Deadline;
import io.sluice.engine.testkit.LoopAllocation;
import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Sum;
import io.sluice.engine.transport.Splicing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The byte path allocates nothing for a read or a write. What the event loops allocate is measured
 * by thread, and the bound leaves room for what is not of the messages: a timer, the compiler.
 *
 * <p>Bytes that a reader holds back are copied, one read at most, into pooled buffers; what a MiB
 * of them costs is the buffers' bookkeeping on the heap.
 */
@ExtendWith(LoopAllocation.class)
@Isolated("the leak detector is switched for the whole JVM")
class AllocationIT {
  private static final Logger LOG = LoggerFactory.getLogger(AllocationIT.class);
  private static final int MESSAGES = 50_000;
  private static final long PIPED_BYTES = 128 << 20;

  @Test
  void shouldAllocateNothingForAMessage() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connect();
        var server = rig.accept()) {
      // Given
      pingPong(client, server, 20_000);
      // When
      long before = LoopAllocation.bytes();
      pingPong(client, server, MESSAGES);
      // Then
      double perMessage = (LoopAllocation.bytes() - before) / (2.0 * MESSAGES);
      LOG.atInfo().log(() -> "%.4f bytes were allocated for each message".formatted(perMessage));
      assertThat(perMessage).isLessThan(1);
    }
  }

  @Test
  void shouldAllocateNextToNothingForBulkThatIsHeldBack() throws Exception {
    try (var rig = Rig.start();
        var client = rig.connectNarrow(1 << 16);
        var server = rig.accept()) {
      // Given
      var slowly = Pace.of(1 << 16, Duration.ofNanos(50_000));
      transfer(server, client, 64 << 20, slowly);
      // When
      long before = LoopAllocation.bytes();
      long bytes = 256 << 20;
      transfer(server, client, bytes, slowly);
      // Then
      double perMebibyte = (LoopAllocation.bytes() - before) / (double) (bytes >> 20);
      LOG.atInfo().log(() -> "%.1f bytes were allocated for each MiB".formatted(perMebibyte));
      assertThat(perMebibyte).isLessThan(1024);
    }
  }

  @Test
  void shouldAllocateNothingForBulkThatPassesThroughPipes() throws Exception {
    Splicing.await();
    try (var rig = Rig.start()) {
      // Small pipes, so that there are many calls.
      rig.reload("global { threads = 2, tune.pipesize = 64k }", "zero-copy = splice");
      try (var client = rig.connect();
          var server = rig.accept()) {
        // When: the compiler takes its time, and what is not compiled allocates.
        final var perCall = new ArrayList<Double>();
        final var deadline = new Deadline(Deadline.USUAL);
        do {
          long before = LoopAllocation.bytes();
          transfer(server, client, PIPED_BYTES, Pace.FULL);
          perCall.add((LoopAllocation.bytes() - before) / (double) (PIPED_BYTES >> 15));
        } while (perCall.getLast() >= 1 && !deadline.passed());
        // Then
        LOG.info("bytes that were allocated for each splice, in turn: {}", perCall);
        assertThat(perCall.getLast()).as("of %s", perCall).isLessThan(1);
      }
    }
  }

  private static void pingPong(Peer client, Peer server, int messages) throws IOException {
    var echo =
        inBackground(() -> {
          for (int i = 0; i < messages; i++) {
            server.receiveSum(4, Pace.FULL);
            server.send("pong");
          }
          return messages;
        });
    for (int i = 0; i < messages; i++) {
      client.send("ping");
      client.receiveSum(4, Pace.FULL);
    }
    assertThat(echo.join()).isEqualTo(messages);
  }

  private static void transfer(Peer from, Peer to, long bytes, Pace reading) throws IOException {
    var sent = inBackground(() -> from.sendNoise(bytes, Pace.FULL));
    Sum got = to.receiveSum(bytes, reading);
    assertThat(got).isEqualTo(sent.join());
  }
}
