package io.sluice.engine.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client hears of {@code silent-drop}, where the process may be as silent as it would. */
class SilentDropIT {
  private static final int CAP_NET_ADMIN = 12;

  @BeforeEach
  void needThePrivilege() throws Exception {
    final String effective =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("CapEff:"))
            .findFirst()
            .orElseThrow();
    final long capabilities = Long.parseUnsignedLong(effective.substring(7).strip(), 16);
    assumeTrue((capabilities >> CAP_NET_ADMIN & 1) == 1, "the socket cannot be in TCP_REPAIR");
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, tcp-request-connection",
    "tcp, tcp-request-content",
    "http, tcp-request-connection",
    "http, http-request"
  })
  void shouldForgetTheConnectionAndTellNobody(final String mode, final String rules)
      throws Exception {
    // Given
    final String config =
        """
        frontend.in { bind = "127.0.0.1:0", mode = %s, backend = out
          %s = ["silent-drop"]
        }
        backend.out { mode = %s, servers.s = "127.0.0.1:1" }
        """
            .formatted(mode, rules, mode);
    try (LiveProxy proxy = LiveProxy.start(config);
        Peer client = Peer.connect(proxy.port("in"))) {
      // When: what is sent to a connection that is forgotten meets no socket, and has its RST
      if (rules.equals("http-request")) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      Awaitility.await()
          .untilAsserted(() -> {
            assertThat(proxy.stats().process().connections()).isEqualTo(1);
            assertThat(proxy.stats().process().openConnections()).isZero();
          });
      // Then: no end of any kind came, and none is on its way on a loopback.
      final SocketChannel channel = client.channel();
      channel.configureBlocking(false);
      assertThat(channel.read(ByteBuffer.allocate(1))).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp, tcp-request-connection", "http, http-request"})
  void shouldTellTheClientOfARejection(final String mode, final String rules) throws Exception {
    // Given
    try (LiveProxy proxy =
        LiveProxy.start(
            """
            frontend.in { bind = "127.0.0.1:0", mode = %s, backend = out
              %s = ["reject"]
            }
            backend.out { mode = %s, servers.s = "127.0.0.1:1" }
            """
                .formatted(mode, rules, mode))) {
      // When
      final Peer.End end = Peer.refusal(proxy.port("in"), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      // Then
      assertThat(end).isNotNull();
    }
  }
}
