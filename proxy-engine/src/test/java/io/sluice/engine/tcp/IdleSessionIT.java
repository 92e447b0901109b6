package io.sluice.engine.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session that says nothing costs little: objects are counted, since they are exact. */
class IdleSessionIT {
  private static final Logger LOG = LoggerFactory.getLogger(IdleSessionIT.class);

  /** As many as are asked of a descriptor limit of 4096, which tests may meet. */
  private static final int SESSIONS = 900;

  /** What {@code MemoryNeed} reckons with. */
  private static final long MOST_BYTES = 2048;

  @Test
  void shouldHoldLittleForAnIdleSession() throws Exception {
    try (var product = new Product()) {
      List<Peer> peers = new ArrayList<>();
      // Given
      open(product, peers, 50);
      long before = liveBytes(product.sluice().pid());
      // When
      open(product, peers, SESSIONS);
      // Then
      long each = (liveBytes(product.sluice().pid()) - before) / SESSIONS;
      LOG.atInfo().log(() -> "an idle session holds %d bytes of the heap".formatted(each));
      assertThat(each).isBetween(100L, MOST_BYTES);
      for (Peer peer : peers) {
        peer.close();
      }
    }
  }

  private static void open(Product product, List<Peer> peers, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Peer client = product.connect();
      Peer server = product.accept();
      client.send("x");
      assertThat(server.receive(1)).isEqualTo("x");
      peers.add(client);
      peers.add(server);
    }
  }

  /** All objects that are reachable, behind a full collection. */
  private static long liveBytes(long pid) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String total =
        Tool.run(jcmd, Long.toString(pid), "GC.class_histogram")
            .assertOk()
            .output()
            .lines()
            .filter(line -> line.startsWith("Total"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(total.substring(total.lastIndexOf(' ') + 1));
  }
}
