package io.sluice.engine.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ScriptedServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a client left behind that was reset holds a server's slot for a bounded time. */
class LeftBehindIT {
  private static final Duration MOMENT = Duration.ofMillis(300);

  /** More than the server's kernel takes, less than Sluice's kernel takes besides. */
  private static final long SOME_BYTES = 300_000;

  /** It should be 5 s; a busy machine is given more. */
  private static final Duration MOST = Duration.ofSeconds(15);

  @Test
  void shouldGiveTheSlotsOfClientsThatWereResetToTheNext() throws Exception {
    try (var server = ScriptedServer.listen();
        var proxy = LiveProxy.start(twoSlots(server.port()));
        var some = Peer.connect(proxy.port("relay"));
        var someBehind = server.accept();
        var much = Peer.connect(proxy.port("relay"));
        var muchBehind = server.accept();
        var third = Peer.connect(proxy.port("relay"));
        var fourth = Peer.connect(proxy.port("relay"))) {
      // Given: neither server reads; one client is all in the kernel, the other is held up.
      some.sendNoise(SOME_BYTES, Pace.FULL);
      much.sendUntilStuck(1L << 40, MOMENT);
      await().until(() -> queued(proxy) == 2);
      // When
      long begin = System.nanoTime();
      some.reset();
      much.reset();
      // Then
      try (var thirdBehind = server.accept();
          var fourthBehind = server.accept()) {
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(MOST);
        thirdBehind.send("yours");
        fourthBehind.send("yours");
        assertThat(third.receive(5)).isEqualTo("yours");
        assertThat(fourth.receive(5)).isEqualTo("yours");
      }
      // What was sent before arrives, and then not a clean end.
      someBehind.receiveSumUntilReset();
      muchBehind.receiveSumUntilReset();
      await()
          .untilAsserted(() ->
              assertThat(proxy.sessionLines())
                  .filteredOn(line -> line.contains(" CD "))
                  .hasSize(2));
    }
  }

  private static int queued(LiveProxy proxy) {
    return proxy.backend("relay").queued() + proxy.server("relay", "s").queued();
  }

  private static String twoSlots(int port) {
    return """
    global { threads = 2 }
    listen relay {
      bind = "127.0.0.1:0"
      timeout { client = infinite, server = infinite, queue = 60s }
      servers.s { address = "127.0.0.1:%d", maxconn = 2 }
    }
    """
        .formatted(port);
  }
}
