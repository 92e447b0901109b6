package io.sluice.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
  private static final int THREADS = 4;

  @Test
  void shouldHaveAsManyPlacesAsItsLimit() {
    final ConnectionLimit limit = new ConnectionLimit(2);
    // When
    assertThat(limit.tryTake(ConnectionLimitTest::nobody)).isTrue();
    assertThat(limit.tryTake(ConnectionLimitTest::nobody)).isTrue();
    // Then
    assertThat(limit.tryTake(ConnectionLimitTest::nobody)).isFalse();
    assertThat(limit.taken()).isEqualTo(2);
    assertThat(limit.max()).isEqualTo(2);
  }

  @Test
  void shouldOnlyCountWhenThereIsNoLimit() {
    final ConnectionLimit limit = new ConnectionLimit(0);
    // When
    for (int i = 0; i < 1_000; i++) {
      assertThat(limit.tryTake(ConnectionLimitTest::nobody)).isTrue();
    }
    // Then
    assertThat(limit.taken()).isEqualTo(1_000);
  }

  @Test
  void shouldCallOneInTurnForEachPlaceThatIsGivenBack() {
    // Given
    final ConnectionLimit limit = new ConnectionLimit(1);
    final List<String> called = new ArrayList<>();
    limit.tryTake(ConnectionLimitTest::nobody);
    limit.tryTake(() -> called.add("first"));
    limit.tryTake(() -> called.add("second"));
    // When
    limit.release();
    // Then
    assertThat(called).containsExactly("first");
    // When
    limit.wakeNext();
    limit.wakeNext();
    // Then
    assertThat(called).containsExactly("first", "second");
  }

  @Test
  void shouldCallAllWhenTheLimitIsRaised() {
    // Given
    final ConnectionLimit limit = new ConnectionLimit(1);
    final AtomicInteger got = new AtomicInteger();
    limit.tryTake(ConnectionLimitTest::nobody);
    for (int i = 0; i < 5; i++) {
      retryUntilItHasOne(limit, got);
    }
    // When
    limit.setMax(4);
    // Then
    assertThat(got).hasValue(3);
    assertThat(limit.taken()).isEqualTo(4);
    // When
    limit.setMax(0);
    // Then
    assertThat(got).hasValue(5);
    assertThat(limit.taken()).isEqualTo(6);
  }

  @Test
  void shouldKeepThoseAboveALimitThatIsLowered() {
    // Given
    final ConnectionLimit limit = new ConnectionLimit(0);
    limit.tryTake(ConnectionLimitTest::nobody);
    limit.tryTake(ConnectionLimitTest::nobody);
    limit.tryTake(ConnectionLimitTest::nobody);
    // When
    limit.setMax(1);
    // Then
    assertThat(limit.taken()).isEqualTo(3);
    limit.release();
    assertThat(limit.tryTake(ConnectionLimitTest::nobody)).isFalse();
    limit.release();
    assertThat(limit.tryTake(ConnectionLimitTest::nobody)).isFalse();
    limit.release();
    assertThat(limit.tryTake(ConnectionLimitTest::nobody)).isTrue();
  }

  @Test
  void shouldSayEachTimeWhenTheLastIsGone() {
    // Given
    final ConnectionLimit limit = new ConnectionLimit(0);
    final AtomicInteger said = new AtomicInteger();
    limit.tryTake(ConnectionLimitTest::nobody);
    limit.tryTake(ConnectionLimitTest::nobody);
    limit.whenEmpty(said::incrementAndGet);
    // When
    limit.release();
    assertThat(said).hasValue(0);
    limit.release();
    // Then
    assertThat(said).hasValue(1);
    limit.tryTake(ConnectionLimitTest::nobody);
    limit.release();
    assertThat(said).hasValue(2);
  }

  @Test
  void shouldSayAtOnceThatThereIsNone() {
    final AtomicInteger said = new AtomicInteger();
    new ConnectionLimit(1).whenEmpty(said::incrementAndGet);
    assertThat(said).hasValue(1);
  }

  @Test
  void shouldBeExactUnderThreads() throws Exception {
    // Given
    final ConnectionLimit limit = new ConnectionLimit(3);
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    // When
    onThreads(() -> {
      for (int i = 0; i < 50_000; i++) {
        if (limit.tryTake(ConnectionLimitTest::nobody)) {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          inside.decrementAndGet();
          limit.release();
        }
      }
    });
    // Then
    assertThat(most).hasValueBetween(1, 3);
    assertThat(limit.taken()).isZero();
  }

  @Test
  void shouldLoseNoWakeUpUnderThreads() throws Exception {
    // Given
    final ConnectionLimit limit = new ConnectionLimit(1);
    final int rounds = 20_000;
    final CountDownLatch left = new CountDownLatch(THREADS);
    final List<ExecutorService> loops = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      loops.add(Executors.newSingleThreadExecutor());
    }
    // When
    loops.forEach(loop -> loop.execute(new Taker(limit, loop, rounds, left)));
    // Then
    assertThat(left.await(60, TimeUnit.SECONDS)).as("all got their turns").isTrue();
    loops.forEach(ExecutorService::close);
    assertThat(limit.taken()).isZero();
  }

  /** Takes a place and gives it back again and again, on a loop, as a listener does. */
  private static final class Taker implements Runnable {
    private final ConnectionLimit limit;
    private final ExecutorService loop;
    private final CountDownLatch left;
    private int rounds;

    Taker(
        final ConnectionLimit limit,
        final ExecutorService loop,
        final int rounds,
        final CountDownLatch left) {
      this.limit = limit;
      this.loop = loop;
      this.rounds = rounds;
      this.left = left;
    }

    @Override
    public void run() {
      if (rounds == 0) {
        // Called once more than needed: whoever waits gets the place.
        limit.wakeNext();
        return;
      }
      if (!limit.tryTake(this::onFree)) {
        return;
      }
      rounds--;
      limit.release();
      if (rounds == 0) {
        left.countDown();
      } else {
        loop.execute(this);
      }
    }

    private void onFree() {
      if (!loop.isShutdown()) {
        loop.execute(this);
      }
    }
  }

  private static void nobody() {}

  private static void retryUntilItHasOne(final ConnectionLimit limit, final AtomicInteger got) {
    if (limit.tryTake(() -> retryUntilItHasOne(limit, got))) {
      got.incrementAndGet();
    }
  }

  private static void onThreads(final Runnable work) throws InterruptedException {
    final List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().start(work));
    }
    for (final Thread thread : threads) {
      thread.join();
    }
  }
}
