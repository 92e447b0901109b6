package io.sluice.backends;

import static io.sluice.backends.testkit.Configs.backend;
import static io.sluice.backends.testkit.Configs.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.testkit.Asker;
import io.sluice.config.BalanceConfig;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * One gives the only slot back while another asks for it, again and again, with the two calls moved
 * against each other bit by bit. Once both calls are over, whoever asked must have the slot, in
 * whatever order their steps came: there is no other call that could still wake it.
 */
class LostWakeUpTest {
  private static final int ROUNDS = 300_000;
  private static final long TIME_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final int SPREAD = 64;

  private final Backend backend =
      new Backend(backend(new BalanceConfig.First(), server("a").maxconn(1)), Balancers.load(), 0);
  private final Server server = backend.servers().getFirst();
  private final Asker asker = new Asker();

  /** Rounds that began. */
  private final AtomicInteger round = new AtomicInteger();

  /** Rounds whose slot was given back. */
  private final AtomicInteger released = new AtomicInteger();

  private volatile boolean over;

  @Test
  void shouldNeverLeaveAWaiterBesideAFreeSlot() throws InterruptedException {
    // Given
    backend.assignTo(new Asker(), server);
    final Thread releaser = Thread.ofPlatform().start(this::releaseEachRound);
    final long startNanos = System.nanoTime();
    int stuck = 0;
    int done = 0;

    // When
    while (done < ROUNDS && stuck == 0 && System.nanoTime() - startNanos < TIME_NANOS) {
      round.incrementAndGet();
      spin(done % SPREAD);
      backend.assign(asker, 0, null);
      done++;
      while (released.get() < done) {
        Thread.onSpinWait();
      }
      stuck += asker.granted() == null ? 1 : 0;
    }
    over = true;
    releaser.join();

    // Then
    assertThat(stuck).isZero();
    assertThat(done).isPositive();
    assertThat(server.served()).isEqualTo(1);
  }

  private void releaseEachRound() {
    int done = 0;
    while (!over) {
      if (round.get() > done) {
        spin(done / SPREAD % SPREAD);
        backend.release(server);
        done++;
        released.set(done);
      }
      Thread.onSpinWait();
    }
  }

  private static void spin(final int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }
}
