package io.sluice.backends;

import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sluice.backends.testkit.Asker;
import io.sluice.backends.testkit.Configs;
import io.sluice.config.BalanceConfig;
import io.sluice.config.BalanceConfig.HashType;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asking, waiting and giving back allocate nothing. */
class AllocationTest {
  private static final int ROUNDS = 20_000;

  /** What one object a round would be far above, and a class that is loaded late is below. */
  private static final long BYTES = ROUNDS;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<BalanceConfig> algorithms() {
    return Stream.of(
        new BalanceConfig.RoundRobin(),
        new BalanceConfig.StaticRoundRobin(),
        new BalanceConfig.LeastConn(),
        new BalanceConfig.First(),
        new BalanceConfig.Random(2),
        new BalanceConfig.Source(HashType.MAP_BASED),
        new BalanceConfig.Source(HashType.CONSISTENT),
        new BalanceConfig.Custom("stay", Map.of()));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void shouldAllocateNothingWhenSlotsAreFree(final BalanceConfig balance) {
    // Given
    final Backend backend =
        backendOf(balance, server("a").weight(3).maxconn(5), server("b"), server("c").maxconn(1));
    final Asker asker = new Asker();
    final Runnable round =
        () -> {
          backend.assign(asker, 42, null);
          backend.release(asker.granted());
        };

    // When
    final long bytes = allocated(round);

    // Then
    assertThat(bytes).isLessThan(BYTES);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void shouldAllocateNothingWhenSessionsWaitAndLeave(final BalanceConfig balance) {
    // Given
    final Backend backend = backendOf(balance, server("a").maxconn(1));
    final Asker[] askers = {new Asker(), new Asker(), new Asker()};
    final Server server = backend.servers().getFirst();
    final Runnable round =
        () -> {
          for (final Asker asker : askers) {
            backend.assign(asker, 42, null);
          }
          backend.cancel(askers[1]);
          backend.release(server);
          backend.release(server);
        };

    // When
    final long bytes = allocated(round);

    // Then
    assertThat(bytes).isLessThan(BYTES);
    assertThat(askers[2].grants()).isEqualTo(3 * ROUNDS);
    assertThat(server.served()).isZero();
  }

  @Test
  void shouldNoticeWhenSomethingIsAllocated() {
    // Given
    final Object[] kept = new Object[1];

    // When
    final long bytes = allocated(() -> kept[0] = new Object());

    // Then
    assertThat(bytes).isGreaterThan(BYTES);
    assertThat(kept[0]).isNotNull();
  }

  private long allocated(final Runnable round) {
    repeat(round, 2 * ROUNDS);
    final long before = threads.getCurrentThreadAllocatedBytes();
    repeat(round, ROUNDS);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void repeat(final Runnable round, final int times) {
    for (int i = 0; i < times; i++) {
      round.run();
    }
  }

  private static Backend backendOf(final BalanceConfig balance, final Configs.Line... lines) {
    return new Backend(backend(balance, lines), Balancers.load(), 0);
  }
}
