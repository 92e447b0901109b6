package io.sluice.backends;

import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.testkit.Asker;
import io.sluice.config.BalanceConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The one moment in which a newcomer could get ahead of the queue, step by step: it saw nobody
 * wait, then somebody came to wait and a slot was freed for that one, and the newcomer's
 * compare-and-set is the first to find it.
 */
class OvertakingTest {
  private final Stops stops = new Stops();
  private final Backend backend =
      new Backend(
          backend(new BalanceConfig.Custom("stops", Map.of()), server("a").maxconn(1)),
          Balancers.of(List.of(stops)),
          0);
  private final Server server = backend.servers().getFirst();
  private final Asker older = new Asker();
  private final Asker newcomer = new Asker();

  @Test
  void shouldHandTheSlotToTheOneWhoCameFirst() throws InterruptedException {
    // Given
    backend.assignTo(new Asker(), server);
    final Thread newcomers = stops.newcomer(() -> backend.assign(newcomer, 0, null));
    stops.newcomerPicks.await();
    final Thread olders = stops.older(() -> backend.assign(older, 0, null));
    stops.olderSawItFull.await();
    final Thread releasers = Thread.ofPlatform().start(() -> backend.release(server));
    awaitBlocked(releasers);

    // When
    stops.newcomerGoes.countDown();
    awaitBlocked(newcomers);
    stops.olderGoes.countDown();
    for (final Thread thread : List.of(newcomers, olders, releasers)) {
      thread.join();
    }

    // Then
    assertThat(older.server()).isEqualTo("a");
    assertThat(newcomer.server()).isEqualTo("-");
    assertThat(server.served()).isEqualTo(1);
    backend.release(server);
    assertThat(newcomer.server()).isEqualTo("a");
  }

  /** Until it waits for the lock, or is through without. */
  private static void awaitBlocked(final Thread thread) {
    final long startNanos = System.nanoTime();
    while (thread.isAlive() && thread.getState() != Thread.State.BLOCKED) {
      assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(20));
      Thread.onSpinWait();
    }
  }

  /** Picks the server when it is free, and stops two threads on the way. */
  private static final class Stops implements BalancerFactory {
    private final CountDownLatch newcomerPicks = new CountDownLatch(1);
    private final CountDownLatch newcomerGoes = new CountDownLatch(1);
    private final CountDownLatch olderSawItFull = new CountDownLatch(1);
    private final CountDownLatch olderGoes = new CountDownLatch(1);
    private final AtomicInteger picksOfOlder = new AtomicInteger();

    Thread newcomer(final Runnable task) {
      return Thread.ofPlatform().name("newcomer").start(task);
    }

    Thread older(final Runnable task) {
      return Thread.ofPlatform().name("older").start(task);
    }

    @Override
    public String name() {
      return "stops";
    }

    @Override
    public Balancer create(
        final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
      final Server server = candidates.getFirst().server();
      return (_, _) -> {
        final String thread = Thread.currentThread().getName();
        if (thread.equals("newcomer") && newcomerGoes.getCount() > 0) {
          stop(newcomerPicks, newcomerGoes);
        }
        final boolean full = server.full();
        if (thread.equals("older") && picksOfOlder.incrementAndGet() == 2) {
          stop(olderSawItFull, olderGoes);
        }
        return full ? null : server;
      };
    }

    private static void stop(final CountDownLatch here, final CountDownLatch goes) {
      here.countDown();
      try {
        goes.await();
      } catch (final InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
