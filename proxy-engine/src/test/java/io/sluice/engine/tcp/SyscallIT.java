package io.sluice.engine.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
  private static final Set<String> OF_THE_LOOPS =
      Set.of(
          "read",
          "write",
          "recvfrom",
          "sendto",
          "recvmsg",
          "sendmsg",
          "epoll_wait",
          "epoll_pwait",
          "epoll_pwait2",
          "epoll_ctl",
          "timerfd_settime");

  /** Three, and what timers and the log do meanwhile. */
  private static final double MOST_PER_MESSAGE = 3.1;

  @Test
  void shouldTakeThreeSystemCallsForAMessage(@TempDir Path folder) throws Exception {
    try (var product = new Product();
        var client = product.connect();
        var server = product.accept()) {
      pingPong(client, server, 200);
      Path summary = folder.resolve("calls");
      // When
      Process strace = attach(product.sluice().pid(), summary);
      try {
        pingPong(client, server, MESSAGES);
      } finally {
        strace.destroy();
      }
      assertThat(strace.waitFor(30, TimeUnit.SECONDS)).isTrue();
      // Then
      String table = Files.readString(summary);
      LOG.info(table);
      double perMessage = calls(table) / (2.0 * MESSAGES);
      LOG.atInfo().log(() -> "%.3f system calls for each message".formatted(perMessage));
      assertThat(perMessage).isBetween(2.0, MOST_PER_MESSAGE);
    }
  }

  /** Starts strace(1), and returns when it is attached to every thread. */
  private static Process attach(long pid, Path summary) throws IOException {
    var strace =
        new ProcessBuilder(
                "strace", "-f", "-c", "-U", "name,calls", "-o", summary.toString(), "-p", "" + pid)
            .redirectErrorStream(true)
            .start();
    var said = strace.inputReader();
    String line = said.readLine();
    assertThat(line).as("what strace says first").contains("attached");
    return strace;
  }

  /** The calls of a summary, whose lines have a name and a number each. */
  private static long calls(String table) {
    return table
        .lines()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(fields -> fields.length >= 2 && OF_THE_LOOPS.contains(fields[0]))
        .mapToLong(fields -> Long.parseLong(fields[1]))
        .sum();
  }

  private static void pingPong(Peer client, Peer server, int messages) throws IOException {
    var echo =
        Rig.inBackground(() -> {
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
