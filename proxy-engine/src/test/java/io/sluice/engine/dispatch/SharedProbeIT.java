package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Health;
import io.sluice.engine.stats.Stats.BackendStats;
import io.sluice.engine.stats.Stats.ServerStats;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same servers behind many listeners are checked once. */
class SharedProbeIT {
  private static final int LISTENERS = 100;
  private static final int INTERVALS = 10;
  private static final long INTER_MILLIS = 200;

  @Test
  void shouldSendOneProbeForAHundredListenersWithTheSameServers() throws Exception {
    try (ScriptedServer a = ScriptedServer.start(peer -> {});
        ScriptedServer b = ScriptedServer.start(peer -> {});
        ScriptedServer c = ScriptedServer.start(peer -> {})) {
      // Given
      final List<ScriptedServer> all = List.of(a, b, c);
      final long startedNanos = System.nanoTime();
      final List<BackendStats> backends;
      try (LiveProxy proxy = LiveProxy.start(config(all))) {
        // When
        Until.isTrue("some checks", () -> proxy.server("l0", "s0").checks() > INTERVALS);
        proxy.server().stop();
        proxy.server().awaitStopped();
        backends = proxy.stats().backends();
      }
      final long elapsedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
      // Then
      assertThat(backends).hasSize(LISTENERS);
      for (int i = 0; i < all.size(); i++) {
        final int server = i;
        final List<ServerStats> same =
            backends.stream().map(backend -> backend.servers().get(server)).toList();
        final int probes = all.get(i).count();
        assertThat(same).extracting(s -> s.state().health()).containsOnly(Health.UP);
        // One may have been under way, or on its way to the control loop, when all stopped.
        assertThat(same)
            .extracting(s -> probes - s.checks())
            .allMatch(late -> late >= 0 && late <= 1);
        assertThat((long) probes).isLessThanOrEqualTo(elapsedMillis / INTER_MILLIS + 1);
      }
    }
  }

  private static String config(final List<ScriptedServer> servers) {
    final StringBuilder text = new StringBuilder("global.threads = 4\n");
    for (int i = 0; i < LISTENERS; i++) {
      text.append(
          "listen.l%d { bind = \"127.0.0.1:%d\", check { type = tcp".formatted(i, Ports.free()));
      // Rise and fall are each listener's own.
      text.append(", inter = ").append(INTER_MILLIS).append("ms, rise = ").append(1 + i % 5);
      text.append(" }, servers {");
      for (int s = 0; s < servers.size(); s++) {
        text.append(" s%d = \"127.0.0.1:%d\"\n".formatted(s, servers.get(s).port()));
      }
      text.append("} }\n");
    }
    return text.toString();
  }
}
