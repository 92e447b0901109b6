package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.LoopAllocation;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client that comes for one request, or for one session, leaves to the garbage collector:
 * the objects of two connections and of what joins them. The bounds are what it takes, and a
 * little; who takes more has to say so here.
 */
@ExtendWith(LoopAllocation.class)
@Isolated("the leak detector is switched for the whole JVM")
class NewConnectionAllocationIT {
  private static final Logger LOG = LoggerFactory.getLogger(NewConnectionAllocationIT.class);
  private static final int WARM_UP = 4_000;
  private static final int CLIENTS = 2_000;

  private static final String REQUEST =
      "GET / HTTP/1.1\r\n" + HttpRig.HOST + "Connection: close\r\n\r\n";
  private static final String RESPONSE = HttpRig.ok("{\"token\": \"no\"}");

  private static final String STATUS_LINE = "HTTP/1.1 200 OK\r\n";

  private static final int MOST_BYTES_IN_MODE_HTTP = 4_800;
  private static final int MOST_BYTES_IN_MODE_TCP = 1_800;

  @Test
  void shouldAllocateLittleForAClientOfOneRequest() throws Exception {
    // When
    final double bytes = bytesForAClient("http");
    // Then
    assertThat(bytes).isPositive().isLessThan(MOST_BYTES_IN_MODE_HTTP);
  }

  @Test
  void shouldAllocateLittleForASession() throws Exception {
    // When
    final double bytes = bytesForAClient("tcp");
    // Then
    assertThat(bytes).isPositive().isLessThan(MOST_BYTES_IN_MODE_TCP);
  }

  private static double bytesForAClient(final String mode) throws IOException {
    try (var server = ScriptedServer.start(NewConnectionAllocationIT::serve);
        var proxy = LiveProxy.start(config(mode, server.port()))) {
      final int port = proxy.port("web");
      ask(port, WARM_UP);
      final long before = LoopAllocation.bytes();
      ask(port, CLIENTS);
      final double perClient = (LoopAllocation.bytes() - before) / (double) CLIENTS;
      LOG.atInfo().log(() -> "mode %s: %.0f bytes for each client".formatted(mode, perClient));
      return perClient;
    }
  }

  private static String config(final String mode, final int server) {
    return """
    global { threads = 1 }
    listen web {
      mode = %s
      bind = "127.0.0.1:0"
      servers.s = "127.0.0.1:%d"
    }
    """
        .formatted(mode, server);
  }

  private static void serve(final Peer peer) throws IOException {
    HttpRig.head(peer);
    peer.send(RESPONSE);
  }

  private static void ask(final int port, final int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (var client = Peer.connect(port)) {
        client.send(REQUEST);
        assertThat(client.receive(STATUS_LINE.length())).isEqualTo(STATUS_LINE);
        assertThat(client.awaitEnd()).isEqualTo(Peer.End.FIN);
      }
    }
  }
}
