package io.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.health.testkit.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

  private final VirtualLoop loop = new VirtualLoop();
  private final List<Long> expiredMillis = new ArrayList<>();

  private Deadline start() {
    return new CheckLoop(loop.eventLoop())
        .deadline(TIMEOUT_NANOS, () -> expiredMillis.add(loop.nowMillis()));
  }

  @Test
  void shouldExpireOnceWhenTheTimeIsOver() {
    // When
    start();
    loop.pass(5000);

    // Then
    assertThat(expiredMillis).containsExactly(800L);
  }

  @Test
  void shouldNotExpireWhenCancelled() {
    // Given
    final Deadline deadline = start();
    loop.pass(750);

    // When
    deadline.cancel();
    loop.pass(5000);

    // Then
    assertThat(expiredMillis).isEmpty();
  }

  @Test
  void shouldNotCountTheTimeThatTheLoopStoodStill() {
    // Given
    start();
    loop.pass(750);

    // When: 50 ms are left, and the loop is away for 10 s
    loop.stall(10_000);

    // Then
    assertThat(expiredMillis).isEmpty();
    loop.pass(99);
    assertThat(expiredMillis).isEmpty();
    loop.pass(1);
    assertThat(expiredMillis).containsExactly(10_850L);
  }

  @Test
  void shouldExpireAllTheSameWhenTheLoopIsAlwaysLate() {
    // When
    start();
    for (int i = 0; i < 16; i++) {
      assertThat(expiredMillis).isEmpty();
      loop.stall(300);
    }

    // Then
    assertThat(expiredMillis).hasSize(1);
  }

  @Test
  void shouldExpireWhenItIsVeryShort() {
    // When
    new CheckLoop(loop.eventLoop()).deadline(1, () -> expiredMillis.add(loop.nowMillis()));
    loop.pass(20);

    // Then
    assertThat(expiredMillis).hasSize(1);
  }
}
