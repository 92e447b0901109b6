package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Strace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message costs three system calls on its way: epoll_wait, recv, send. HAProxy needs a fourth,
 * the recv that finds nothing more; Sluice knows from a short read that there is nothing.
 */
class SyscallIT {
  private static final Logger LOG = LoggerFactory.getLogger(SyscallIT.class);
  private static final int MESSAGES = 4_000;

  /** Three of any kind, and what timers and the JVM do meanwhile. */
  private static final double MOST_PER_MESSAGE = 3.1;

  @Test
  void shouldTakeThreeSystemCallsForAMessage(@TempDir Path folder) throws Exception {
    try (var product = new Product();
        var client = product.connect();
        var server = product.accept()) {
      pingPong(client, server, 200);
      // When
      Map<String, Long> calls;
      try (var strace =
          Strace.ofThreads(product.sluice().pid(), "sluice-loop", folder.resolve("calls"))) {
        pingPong(client, server, MESSAGES);
        calls = strace.stop();
      }
      // Then
      LOG.atInfo().log(calls::toString);
      double perMessage =
          calls.values().stream().mapToLong(Long::longValue).sum() / (2.0 * MESSAGES);
      LOG.atInfo().log(() -> "%.3f system calls for each message".formatted(perMessage));
      assertThat(perMessage).isBetween(2.0, MOST_PER_MESSAGE);
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
}
