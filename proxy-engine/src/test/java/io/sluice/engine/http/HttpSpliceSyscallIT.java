package io.sluice.engine.http;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.Sluice;
import io.sluice.engine.testkit.Strace;
import io.sluice.engine.testkit.Sum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A large body is not copied but for its first bytes, and costs few system calls and switches. */
class HttpSpliceSyscallIT {
  private static final Logger LOG = LoggerFactory.getLogger(HttpSpliceSyscallIT.class);
  private static final long BODY = 1 << 20;
  private static final int BODIES = 40;
  private static final int CLIENTS = 8;
  private static final int SCHED_OTHER = 0;
  private static final int SCHED_BATCH = 3;

  /** It takes 32 to copy it. */
  private static final double MOST_COPIES = 12;

  /** In and out at 64 KiB each, and as many that find nothing. */
  private static final double MOST_SPLICES = 64;

  @Test
  void shouldNotCopyABody(@TempDir final Path folder) throws Exception {
    final int port = Ports.free();
    try (var server = ScriptedServer.start(HttpSpliceSyscallIT::serve);
        var sluice = Sluice.start(config(port, server.port()));
        var client = Peer.connect(port)) {
      // Given: splice(2) is looked up when bulk is first seen.
      ask(client, 4 * BODIES);
      // When
      final Map<String, Long> calls;
      try (var strace = Strace.ofThreads(sluice.pid(), "sluice-loop", folder.resolve("calls"))) {
        ask(client, BODIES);
        calls = strace.stop();
      }
      // Then
      LOG.info("calls for {} bodies: {}", BODIES, calls);
      assertThat(perBody(calls, "splice")).isBetween(4.0, MOST_SPLICES);
      assertThat(perBody(calls, "recvfrom") + perBody(calls, "sendto")).isLessThan(MOST_COPIES);
    }
  }

  @Test
  void shouldInterruptNobodyForBodiesOfManyClients() throws Exception {
    final int port = Ports.free();
    try (var server = ScriptedServer.start(HttpSpliceSyscallIT::serve);
        var sluice = Sluice.start(config(port, server.port()))) {
      assertThat(sluice.schedulingPolicies("sluice-loop")).containsExactly(SCHED_OTHER);
      // When
      final var enough = new AtomicBoolean();
      final var clients =
          Stream.generate(() -> inBackground(() -> askUntil(enough, port))).limit(CLIENTS).toList();
      // Then
      await()
          .untilAsserted(() ->
              assertThat(sluice.schedulingPolicies("sluice-loop")).containsExactly(SCHED_BATCH));
      // When
      enough.set(true);
      clients.forEach(CompletableFuture::join);
      // Then
      await()
          .untilAsserted(() ->
              assertThat(sluice.schedulingPolicies("sluice-loop")).containsExactly(SCHED_OTHER));
    }
  }

  private static int askUntil(final AtomicBoolean enough, final int port) throws IOException {
    int bodies = 0;
    try (var client = Peer.connect(port)) {
      for (; !enough.get(); bodies++) {
        ask(client, 1);
      }
    }
    return bodies;
  }

  private static String config(final int port, final int server) {
    return """
    global { threads = 1 }
    listen web {
      mode = http
      bind = "127.0.0.1:%d"
      servers.s = "127.0.0.1:%d"
    }
    """
        .formatted(port, server);
  }

  private static void serve(final Peer peer) throws IOException {
    while (!HttpRig.head(peer).isEmpty()) {
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n");
      peer.sendNoise(BODY, Pace.FULL);
    }
  }

  private static void ask(final Peer client, final int times) throws IOException {
    final Sum whole = Sum.ofNoise(BODY);
    for (int i = 0; i < times; i++) {
      client.send("GET / HTTP/1.1\r\n" + HttpRig.HOST + "\r\n");
      assertThat(HttpRig.head(client)).contains("200 OK");
      assertThat(client.receiveSum(BODY, Pace.FULL)).isEqualTo(whole);
    }
  }

  private static double perBody(final Map<String, Long> calls, final String name) {
    return calls.getOrDefault(name, 0L) / (double) BODIES;
  }
}
