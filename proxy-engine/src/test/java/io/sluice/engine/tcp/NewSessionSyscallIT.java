package io.sluice.engine.tcp;

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

/** What a session of mode tcp costs in system calls where it is one question and one answer. */
class NewSessionSyscallIT {
  private static final int SESSIONS = 300;

  /** Bounded one by one, or as many as the moments at which things happen want. */
  private static final Set<String> NAMED =
      Set.of(
          "sendto",
          "close",
          "connect",
          "setsockopt",
          "shutdown",
          "recvfrom",
          "epoll_ctl",
          "epoll_wait",
          "epoll_pwait",
          "epoll_pwait2",
          "futex");

  /** An accept and one that finds nobody, socket, two getsockname; a little for the JVM. */
  private static final double MOST_OTHERS = 5.4;

  @Test
  void shouldTakeFewSystemCallsForASessionOfOneAnswer(@TempDir final Path folder) throws Exception {
    // Given
    final int port = Ports.free();
    try (var server = ScriptedServer.start(NewSessionSyscallIT::answer);
        var sluice = Sluice.start(config(port, server.port()))) {
      ask(port);
      // When
      final Map<String, Long> calls;
      try (var loops = Strace.ofThreads(sluice.pid(), "sluice-loop", folder.resolve("loops"))) {
        for (int i = 0; i < SESSIONS; i++) {
          ask(port);
        }
        calls = loops.stop();
      }
      // Then
      assertThat(perSession(calls, "sendto")).isBetween(1.9, 2.1);
      assertThat(perSession(calls, "close")).isBetween(1.9, 2.1);
      assertThat(perSession(calls, "connect")).isBetween(0.9, 1.1);
      assertThat(perSession(calls, "recvfrom")).isLessThan(4.6);
      assertThat(perSession(calls, "epoll_ctl")).isLessThan(2.1);
      // TCP_NODELAY towards the server, and the answer that waits for its end.
      assertThat(perSession(calls, "setsockopt")).isLessThan(2.1);
      // The server's end is passed on; the client's goes with the close.
      assertThat(perSession(calls, "shutdown")).isLessThan(1.1);
      assertThat(perSession(calls, "getsockopt")).isLessThan(0.1);
      assertThat(others(calls)).isLessThan(MOST_OTHERS);
    }
  }

  private static String config(final int port, final int server) {
    return """
    global.threads = 1
    listen bytes {
      bind = "127.0.0.1:%d"
      servers.s = "127.0.0.1:%d"
    }
    """
        .formatted(port, server);
  }

  private static void answer(final Peer peer) throws IOException {
    peer.receive(3);
    peer.send("yes");
  }

  private static void ask(final int port) throws IOException {
    try (var client = Peer.connect(port)) {
      client.send("who");
      assertThat(client.receive(3)).isEqualTo("yes");
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
    }
  }

  private static double others(final Map<String, Long> calls) {
    return calls.keySet().stream()
        .filter(name -> !NAMED.contains(name))
        .mapToDouble(name -> perSession(calls, name))
        .sum();
  }

  private static double perSession(final Map<String, Long> calls, final String name) {
    return calls.getOrDefault(name, 0L) / (double) SESSIONS;
  }
}
