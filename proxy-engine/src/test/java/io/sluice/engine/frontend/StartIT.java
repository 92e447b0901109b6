package io.sluice.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listening sockets as a process gets them, or does not. */
class StartIT {
  private static final int PRIVILEGED = 81;
  private static final Path FIRST_UNPRIVILEGED =
      Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

  /** Opens a listening socket as descriptor 9, and becomes the program that follows. */
  private static final String SUPERVISOR =
      """
      import os, socket, sys
      s = socket.socket()
      s.bind(("127.0.0.1", %d))
      s.listen(64)
      os.dup2(s.fileno(), 9, inheritable=True)
      os.execvp(sys.argv[1], sys.argv[1:])
      """;

  @Test
  void shouldServeTheSocketThatASupervisorOpened() throws Exception {
    final int port = Ports.free();
    try (EchoServer echo = EchoServer.start();
        Sluice sluice =
            Sluice.launchBy(
                List.of("python3", "-c", SUPERVISOR.formatted(port)),
                config("bind = \"fd@9\"", echo.port()))) {
      sluice.log().await("\\bready\\b");
      try (Peer client = Peer.connect(port)) {
        // When
        client.send("hello");
        client.halfClose();
        // Then
        assertThat(client.receiveAll()).isEqualTo("hello");
      }
      assertThat(sluice.stop()).isZero();
      assertThat(Ports.isFree(port)).isTrue();
    }
  }

  @Test
  void shouldNameEveryBindThatCannotBeHadAndExit() throws Exception {
    // Read in one go: a second read(2) of such a file finds its end.
    final String first = Files.readAllLines(FIRST_UNPRIVILEGED).getFirst();
    assumeTrue(Integer.parseInt(first) > PRIVILEGED);
    try (ServerSocket taken = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress());
        Sluice sluice =
            Sluice.launchBy(
                List.of("setpriv", "--bounding-set=-net_bind_service"),
                config(
                    """
                    bind = [
                      "127.0.0.1:%d"
                      "127.0.0.1:%d"
                      "fd@77"
                    ]\
                    """
                        .formatted(PRIVILEGED, taken.getLocalPort()),
                    Ports.free()))) {
      // When
      final int exit = sluice.awaitExit(Duration.ofSeconds(30));
      // Then
      assertThat(exit).isEqualTo(1);
      assertThat(sluice.log().lines("sluice.conf:3: .*no permission to listen on 127.0.0.1:81; "))
          .hasSize(1)
          .allMatch(line -> line.contains("CAP_NET_BIND_SERVICE"));
      assertThat(sluice.log().lines("sluice.conf:4: .*another process already listens on "))
          .hasSize(1);
      assertThat(sluice.log().lines("sluice.conf:5: .*descriptor 77 is not a listening socket"))
          .hasSize(1);
      assertThat(sluice.log().lines("\\bat io\\.")).as("no stack trace").isEmpty();
    }
  }

  private static String config(final String bind, final int server) {
    return """
    frontend.in { backend = out
    %s
    }
    backend.out.servers.s = "127.0.0.1:%d"
    """
        .formatted(bind, server);
  }
}
