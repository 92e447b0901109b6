package io.sluice.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Backend;
import io.sluice.backends.Balancers;
import io.sluice.backends.Server;
import io.sluice.config.BackendConfig;
import io.sluice.config.ObserveConfig;
import io.sluice.engine.testkit.LiveProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ObservationTest {
  private static final Balancers BALANCERS = Balancers.load();

  private final AtomicInteger told = new AtomicInteger();
  private final Observation observation = new Observation((_, _) -> told.incrementAndGet());

  private static Server server(final String observe) {
    final BackendConfig config =
        LiveProxy.config(
                """
                frontend.in { bind = ":1", backend = out }
                backend.out { check = on, servers.s { address = "127.0.0.1:1", %s } }
                """
                    .formatted(observe))
            .backends()
            .getFirst();
    return new Backend(config, BALANCERS, 0).servers().getFirst();
  }

  private void fail(final Server server, final int times) {
    for (int i = 0; i < times; i++) {
      observation.onConnectFailed(server);
    }
  }

  @Test
  void shouldTellOnceWhenTheLimitIsReachedAndCountAnew() {
    // Given
    final Server server = server("observe = layer4, error-limit = 3");

    // When / Then
    fail(server, 2);
    assertThat(told).hasValue(0);
    fail(server, 1);
    assertThat(told).hasValue(1);
    fail(server, 2);
    assertThat(told).hasValue(1);
    fail(server, 1);
    assertThat(told).hasValue(2);
  }

  @Test
  void shouldStartOverWhenAConnectSucceeds() {
    // Given
    final Server server = server("observe = layer4, error-limit = 3");

    // When
    for (int i = 0; i < 10; i++) {
      fail(server, 2);
      observation.onConnected();
    }

    // Then
    assertThat(told).hasValue(0);
  }

  @Test
  void shouldSayWhoFailedAndWhatFollows() {
    // Given
    final List<Object> heard = new ArrayList<>();
    final Server server = server("observe = layer4, error-limit = 1, on-error = mark-down");

    // When
    new Observation((who, what) -> heard.addAll(List.of(who, what))).onConnectFailed(server);

    // Then
    assertThat(heard)
        .containsExactly(server, new ObserveConfig(1, ObserveConfig.OnError.MARK_DOWN));
  }

  @Test
  void shouldSayNothingWhenTheServerIsNotObserved() {
    fail(server("observe = none"), 1000);
    assertThat(told).hasValue(0);
  }

  @Test
  void shouldLoseNoErrorWhenFourThreadsCount() throws InterruptedException {
    // Given
    final Server server = server("observe = layer4, error-limit = 10");
    final CountDownLatch start = new CountDownLatch(1);
    final List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                await(start);
                fail(server, 25_000);
              }));
    }

    // When
    start.countDown();
    for (final Thread thread : threads) {
      thread.join();
    }

    // Then
    assertThat(told).hasValue(10_000);
  }

  private static void await(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
