package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.Sluice;
import io.sluice.engine.testkit.Strace;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request on connections that stay costs four system calls of its event loop: two receive, two
 * send. Its share of an epoll_wait comes on top, and is the smaller the more comes at once. Nobody
 * is woken, and log lines leave many at a time.
 */
class HttpSyscallIT {
  private static final Logger LOG = LoggerFactory.getLogger(HttpSyscallIT.class);
  private static final int CLIENTS = 32;
  private static final int WARM_UP_ROUNDS = 150;
  private static final int ROUNDS = 60;
  private static final String REQUEST =
      "GET /v3/auth/tokens HTTP/1.1\r\n" + HttpRig.HOST + "Accept: application/json\r\n\r\n";
  private static final String RESPONSE = HttpRig.ok("{\"token\": \"no\"}");
  private static final Set<String> WAITS = Set.of("epoll_wait", "epoll_pwait", "epoll_pwait2");

  /** What moves bytes: four, and a little for the beginning and the end. */
  private static final double MOST_MOVES = 4.05;

  /** One for the client's bytes, one for the server's, when nothing comes together. */
  private static final double MOST_WAITS = 2.1;

  /**
   * Wake-ups, timers, registrations: the first line of a burst may wake the thread of the log, and
   * the JVM stops its threads now and then.
   */
  private static final double MOST_OTHERS = 0.1;

  private static final double MOST_OF_THE_LOG = 0.5;

  @Test
  void shouldTakeFourSystemCallsForARequest(@TempDir final Path folder) throws Exception {
    // Given
    final int port = Ports.free();
    try (var syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var server = ScriptedServer.start(HttpSyscallIT::serve);
        var sluice = Sluice.start(config(port, server.port(), syslog.getLocalPort()))) {
      final List<Peer> clients = connect(port);
      ask(clients, WARM_UP_ROUNDS);
      // When
      final Map<String, Long> loops;
      final Map<String, Long> log;
      try (var ofLoops = Strace.ofThreads(sluice.pid(), "sluice-loop", folder.resolve("loops"));
          var ofLog = Strace.ofThreads(sluice.pid(), "sluice-log", folder.resolve("log"))) {
        ask(clients, ROUNDS);
        loops = ofLoops.stop();
        log = ofLog.stop();
      }
      // Then
      LOG.info("loops: {}, log: {}", loops, log);
      final double moves = calls(loops, Set.of("recvfrom", "sendto", "read", "write", "sendmsg"));
      final double waits = calls(loops, WAITS);
      assertThat(moves).isBetween(3.9, MOST_MOVES);
      assertThat(waits).isBetween(0.01, MOST_WAITS);
      assertThat(calls(loops, loops.keySet()) - moves - waits).isLessThan(MOST_OTHERS);
      assertThat(calls(log, log.keySet())).isBetween(0.001, MOST_OF_THE_LOG);
      for (final Peer client : clients) {
        client.close();
      }
    }
  }

  private static String config(final int port, final int server, final int syslog) {
    return """
    global { threads = 2, log.targets = [ "127.0.0.1:%d local0" ] }
    listen web {
      mode = http
      bind = "127.0.0.1:%d"
      http-reuse = always
      servers.s = "127.0.0.1:%d"
    }
    """
        .formatted(syslog, port, server);
  }

  private static void serve(final Peer peer) throws IOException {
    while (!HttpRig.head(peer).isEmpty()) {
      peer.send(RESPONSE);
    }
  }

  private static List<Peer> connect(final int port) throws IOException {
    final List<Peer> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Peer.connect(port));
    }
    return clients;
  }

  /** All clients ask at once, and wait for their answers, again and again. */
  private static void ask(final List<Peer> clients, final int rounds) throws IOException {
    for (int i = 0; i < rounds; i++) {
      for (final Peer client : clients) {
        client.send(REQUEST);
      }
      for (final Peer client : clients) {
        client.receiveSum(RESPONSE.length(), Pace.FULL);
      }
    }
  }

  /** How often some calls were made for a request. */
  private static double calls(final Map<String, Long> calls, final Set<String> names) {
    return names.stream().mapToLong(name -> calls.getOrDefault(name, 0L)).sum()
        / (double) (CLIENTS * ROUNDS);
  }
}
