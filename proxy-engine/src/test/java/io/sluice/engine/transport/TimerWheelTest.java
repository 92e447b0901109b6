package io.sluice.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
  private static final long TICK = TimerWheel.TICK_NANOS;
  private static final long TURN = 1024 * TICK;

  // Far from zero, and negative: System.nanoTime() may be anything.
  private static final long START = -7_000_000_123L;

  private final TimerWheel wheel = new TimerWheel(START);
  private final List<Probe> fired = new ArrayList<>();
  private long now = START;

  @Test
  void shouldHaveNothingToDoWhenEmpty() {
    assertThat(wheel.nextDelayNanos(START)).isEqualTo(-1);
    assertThat(wheel.size()).isZero();
    advanceTo(START + 3 * TURN);
    assertThat(fired).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        TICK - 1,
        TICK,
        TICK + 1,
        5 * TICK,
        TURN - TICK,
        TURN - 1,
        TURN,
        TURN + 1,
        TURN + TICK,
        10 * TURN + 17
      })
  void shouldFireNeitherEarlyNorATickLate(final long delay) {
    // Given
    final Probe probe = schedule(START + delay);
    // When
    sleepAndAdvanceUntilFired(1);
    // Then
    assertThat(probe.firedNanos - (START + delay)).isBetween(0L, TICK - 1);
  }

  @Test
  void shouldNotFireOneNanosecondEarly() {
    // Given
    schedule(START + 5 * TICK);
    // When
    advanceTo(START + 5 * TICK - 1);
    // Then
    assertThat(fired).isEmpty();
    advanceTo(START + 5 * TICK);
    assertThat(fired).hasSize(1);
  }

  @Test
  void shouldFireAtOnceWhenTheDeadlineIsPast() {
    // Given
    advanceTo(START + 3 * TURN + 5);
    final Probe probe = schedule(START + TICK);
    // When
    sleepAndAdvanceUntilFired(1);
    // Then
    assertThat(probe.firedNanos).isLessThanOrEqualTo(START + 3 * TURN + 5 + TICK);
  }

  @Test
  void shouldFireAfterAnIdleTimeOfManyTurns() {
    // Given: nothing advanced the wheel, since nothing was on it.
    now = START + 100 * TURN + 12_345;
    final Probe probe = schedule(now + 40 * TICK);
    // When
    sleepAndAdvanceUntilFired(1);
    // Then
    assertThat(probe.firedNanos - probe.dueNanos).isBetween(0L, TICK - 1);
  }

  @Test
  void shouldGoByTheLastDeadlineWhenMoved() {
    // Given
    final Probe later = schedule(START + 3 * TICK);
    final Probe sooner = schedule(START + 90 * TICK);
    // When
    move(later, START + 60 * TICK);
    move(sooner, START + 2 * TICK);
    // Then
    assertThat(wheel.size()).isEqualTo(2);
    sleepAndAdvanceUntilFired(2);
    assertThat(fired).containsExactly(sooner, later);
    assertThat(later.firedNanos - later.dueNanos).isBetween(0L, TICK - 1);
  }

  @Test
  void shouldNotFireWhenCancelled() {
    // Given
    final Probe kept = schedule(START + 3 * TICK);
    final Probe gone = schedule(START + 3 * TICK);
    // When
    wheel.cancel(gone);
    wheel.cancel(gone);
    // Then
    assertThat(wheel.size()).isEqualTo(1);
    advanceTo(START + TURN);
    assertThat(fired).containsExactly(kept);
    wheel.cancel(kept);
    assertThat(wheel.size()).isZero();
  }

  @Test
  void shouldFireOnlyOneWhenTimersOfASlotCancelEachOther() {
    // Given
    final Probe one = schedule(START + 3 * TICK);
    final Probe other = schedule(START + 3 * TICK);
    one.action = () -> wheel.cancel(other);
    other.action = () -> wheel.cancel(one);
    // When
    advanceTo(START + 10 * TICK);
    // Then
    assertThat(fired).hasSize(1);
    assertThat(wheel.size()).isZero();
  }

  @Test
  void shouldLeaveATimerOfALaterSlotWhenAFiringOneCancelsIt() {
    // Given
    final Probe victim = schedule(START + 8 * TICK);
    schedule(START + 3 * TICK).action = () -> wheel.cancel(victim);
    // When: the loop stalls over both.
    advanceTo(START + 10 * TICK);
    // Then
    assertThat(fired).hasSize(1).doesNotContain(victim);
  }

  @Test
  void shouldFireAgainWhenATimerSchedulesItself() {
    // Given
    final Probe probe = schedule(START + TICK);
    probe.action =
        () -> {
          if (fired.size() < 5) {
            move(probe, now + 10 * TICK);
          }
        };
    // When
    sleepAndAdvanceUntilFired(5);
    // Then
    assertThat(wheel.size()).isZero();
    assertThat(now).isBetween(START + 41 * TICK, START + 46 * TICK);
  }

  @Test
  void shouldComeToAnEndWhenATimerIsAlwaysDueAtOnce() {
    // Given
    final Probe probe = schedule(START + TICK);
    probe.action = () -> move(probe, now);
    // When
    advanceTo(START + 5 * TURN);
    // Then: once a slot at most, and it stays on the wheel.
    assertThat(fired).hasSizeBetween(1, 1024);
    assertThat(wheel.size()).isEqualTo(1);
  }

  @Test
  void shouldKeepWhatIsNotDueWhenAStalledLoopAdvancesSeveralTurns() {
    // Given
    final List<Probe> due = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      due.add(schedule(START + i * TICK / 2));
    }
    final Probe sameSlotLater = schedule(START + 9 * TURN + 100);
    // When
    advanceTo(START + 4 * TURN + 77);
    // Then
    assertThat(fired).containsExactlyInAnyOrderElementsOf(due);
    assertThat(wheel.size()).isEqualTo(1);
    sleepAndAdvanceUntilFired(due.size() + 1);
    assertThat(sameSlotLater.firedNanos - sameSlotLater.dueNanos).isBetween(0L, TICK - 1);
  }

  @Test
  void shouldMoveATimerThatIsAboutToFire() {
    // Given
    final Probe one = schedule(START + 3 * TICK);
    final Probe other = schedule(START + 3 * TICK);
    one.action = () -> move(other, START + 50 * TICK);
    other.action = () -> move(one, START + 50 * TICK);
    // When
    advanceTo(START + 10 * TICK);
    // Then
    assertThat(fired).hasSize(1);
    sleepAndAdvanceUntilFired(2);
    assertThat(now).isGreaterThanOrEqualTo(START + 50 * TICK);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldAgreeWithASortedListWhateverIsDone(final int seed) {
    final Random random = new Random(seed);
    final Map<Probe, Long> model = new HashMap<>();
    for (int step = 0; step < 4000; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          final Probe probe = any(model, random);
          final long due = now + delay(random);
          move(probe, due);
          // A deadline that has passed already is as good as now.
          model.put(probe, Math.max(due, now));
        }
        case 2 -> {
          final Probe probe = any(model, random);
          wheel.cancel(probe);
          model.remove(probe);
        }
        default -> {
          final boolean stalled = random.nextInt(20) == 0;
          advanceTo(now + (stalled ? random.nextLong(3 * TURN) : random.nextLong(20 * TICK)));
          assertFiredAsIn(model);
        }
      }
      assertThat(wheel.size()).isEqualTo(model.size());
      assertWakesInTimeFor(model);
    }
  }

  private void assertFiredAsIn(final Map<Probe, Long> model) {
    for (final Probe probe : fired) {
      assertThat(model.remove(probe)).isNotNull().isLessThanOrEqualTo(now);
    }
    fired.clear();
    // What is left is not due, or fell due within the tick that is not over yet.
    assertThat(model.values()).allMatch(due -> due > now - TICK);
  }

  private void assertWakesInTimeFor(final Map<Probe, Long> model) {
    final long delay = wheel.nextDelayNanos(now);
    if (model.isEmpty()) {
      assertThat(delay).isEqualTo(-1);
    } else {
      final long first = model.values().stream().mapToLong(due -> due).min().orElseThrow();
      assertThat(delay).isBetween(0L, Math.max(first, now) - now + TICK);
    }
  }

  private Probe any(final Map<Probe, Long> model, final Random random) {
    if (!model.isEmpty() && random.nextBoolean()) {
      return model.keySet().stream().skip(random.nextInt(model.size())).findFirst().orElseThrow();
    }
    return new Probe();
  }

  private static long delay(final Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong(5) * TICK;
      case 1 -> -random.nextLong(3 * TICK);
      case 2 -> random.nextLong(5 * TURN);
      default -> random.nextLong(100 * TICK);
    };
  }

  private Probe schedule(final long dueNanos) {
    final Probe probe = new Probe();
    move(probe, dueNanos);
    return probe;
  }

  private void move(final Probe probe, final long dueNanos) {
    probe.dueNanos = dueNanos;
    wheel.schedule(probe, dueNanos);
  }

  private void advanceTo(final long nanos) {
    now = nanos;
    wheel.advance(nanos);
  }

  /** As an event loop without delays of its own does it. */
  private void sleepAndAdvanceUntilFired(final int count) {
    for (int wakeUps = 0; fired.size() < count; wakeUps++) {
      assertThat(wakeUps).as("wake-ups for %s timers", count).isLessThan(1000);
      final long delay = wheel.nextDelayNanos(now);
      assertThat(delay).isNotNegative();
      advanceTo(now + delay);
    }
  }

  private final class Probe extends Timer {
    private Runnable action = () -> {};
    private long dueNanos;
    private long firedNanos;

    @Override
    protected void onExpired(final long nowNanos) {
      assertThat(nowNanos).isEqualTo(now).isGreaterThanOrEqualTo(dueNanos);
      firedNanos = nowNanos;
      fired.add(this);
      action.run();
    }
  }
}
