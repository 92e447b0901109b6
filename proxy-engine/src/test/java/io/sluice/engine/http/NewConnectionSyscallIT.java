package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.Sluice;
import io.sluice.engine.testkit.Strace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that comes for one request brings a connection to the server too. Each is opened and
 * closed by one call, and no call is made for what the kernel does by itself.
 */
class NewConnectionSyscallIT {
  private static final Logger LOG = LoggerFactory.getLogger(NewConnectionSyscallIT.class);
  private static final int REQUESTS = 300;

  /** Bounded one by one, or as many as the moments at which things happen want. */
  private static final Set<String> NAMED =
      Set.of(
          "sendto",
          "close",
          "connect",
          "setsockopt",
          "recvfrom",
          "epoll_ctl",
          "epoll_wait",
          "epoll_pwait",
          "epoll_pwait2",
          "futex");

  private static final String REQUEST =
      "GET / HTTP/1.1\r\n" + HttpRig.HOST + "Connection: close\r\n\r\n";
  private static final String RESPONSE = HttpRig.ok("{\"token\": \"no\"}");

  /** An accept and one that finds nobody, socket, two getsockname; a little for the JVM. */
  private static final double MOST_OTHERS = 5.4;

  @Test
  void shouldTakeFewSystemCallsForAClientOfOneRequest(@TempDir final Path folder) throws Exception {
    // Given
    final int port = Ports.free();
    try (var server = ScriptedServer.start(NewConnectionSyscallIT::serve);
        var sluice = Sluice.start(config(port, server.port()))) {
      ask(port);
      // When
      final Map<String, Long> calls;
      try (var loops = Strace.ofThreads(sluice.pid(), "sluice-loop", folder.resolve("loops"))) {
        for (int i = 0; i < REQUESTS; i++) {
          ask(port);
        }
        calls = loops.stop();
      }
      // Then
      LOG.info("{}", calls);
      assertThat(perRequest(calls, "sendto")).isBetween(1.9, 2.1);
      assertThat(perRequest(calls, "close")).isBetween(1.9, 2.1);
      assertThat(perRequest(calls, "connect")).isBetween(0.9, 1.1);
      assertThat(perRequest(calls, "setsockopt")).isLessThan(4.1);
      // One for the server; one for the client where the answer took a while. None to remove them.
      assertThat(perRequest(calls, "epoll_ctl")).isBetween(0.9, 2.1);
      assertThat(perRequest(calls, "shutdown")).isLessThan(0.1);
      assertThat(perRequest(calls, "getsockopt")).isLessThan(0.1);
      assertThat(perRequest(calls, "recvfrom")).isLessThan(3.6);
      assertThat(others(calls)).isLessThan(MOST_OTHERS);
    }
  }

  private static String config(final int port, final int server) {
    return """
    global.threads = 1
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
      peer.send(RESPONSE);
    }
  }

  private static void ask(final int port) throws IOException {
    try (var client = Peer.connect(port)) {
      client.send(REQUEST);
      assertThat(HttpRig.message(client)).endsWith("{\"token\": \"no\"}");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
  }

  private static double others(final Map<String, Long> calls) {
    return calls.keySet().stream()
        .filter(name -> !NAMED.contains(name))
        .mapToDouble(name -> perRequest(calls, name))
        .sum();
  }

  private static double perRequest(final Map<String, Long> calls, final String name) {
    return calls.getOrDefault(name, 0L) / (double) REQUESTS;
  }
}
