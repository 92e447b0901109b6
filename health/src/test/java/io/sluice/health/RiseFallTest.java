package io.sluice.health;

import static io.sluice.health.testkit.FakeCheck.BAD;
import static io.sluice.health.testkit.FakeCheck.EXPLICIT;
import static io.sluice.health.testkit.FakeCheck.GOOD;
import static io.sluice.health.testkit.FakeCheck.UNCLEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.backends.Health;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RiseFallTest {
  private static final int MAX_LIMIT = 4;
  private static final int RUNS = 7;
  private static final List<CheckResult> RESULTS = List.of(GOOD, BAD, EXPLICIT, UNCLEAR);

  /**
   * The words of the manual: so many in a row, the first result alone, an explicit no at once. An
   * unclear result is none.
   */
  private static final class Model {
    private final int rise;
    private final int fall;
    private Health health;
    private int inARow;

    Model(final Health health, final int rise, final int fall) {
      this.health = health == Health.UNCHECKED ? Health.PENDING : health;
      this.rise = rise;
      this.fall = fall;
    }

    Health on(final CheckResult result) {
      if (result.equals(UNCLEAR)) {
        return health;
      }
      final boolean good = result.equals(GOOD);
      final boolean against = good != (health == Health.UP);
      inARow = against ? inARow + 1 : 0;
      final boolean first = health == Health.PENDING;
      if (first || result.equals(EXPLICIT) || inARow >= (good ? rise : fall)) {
        health = good ? Health.UP : Health.DOWN;
        inARow = 0;
      }
      return health;
    }

    boolean changing() {
      return health == Health.PENDING || inARow > 0;
    }
  }

  @ParameterizedTest
  @EnumSource(Health.class)
  void shouldAgreeWithTheModelOnEverySequence(final Health seed) {
    final int sequences = (int) Math.pow(RESULTS.size(), RUNS);
    for (int rise = 1; rise <= MAX_LIMIT; rise++) {
      for (int fall = 1; fall <= MAX_LIMIT; fall++) {
        for (int sequence = 0; sequence < sequences; sequence++) {
          compare(seed, rise, fall, sequence);
        }
      }
    }
  }

  private static void compare(
      final Health seed, final int rise, final int fall, final int sequence) {
    final RiseFall counter = RiseFall.from(seed, rise, fall);
    final Model model = new Model(seed, rise, fall);
    int rest = sequence;
    for (int run = 0; run < RUNS; run++) {
      final CheckResult result = RESULTS.get(rest % RESULTS.size());
      rest /= RESULTS.size();
      final Health expected = model.on(result);
      final Health found = counter.on(result);
      if (found != expected
          || counter.health() != expected
          || counter.changing() != model.changing()) {
        throw new AssertionError(
            "seed %s rise %d fall %d sequence %d run %d: %s, not %s"
                .formatted(seed, rise, fall, sequence, run, found, expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Health.class,
      names = {"PENDING", "UNCHECKED"})
  void shouldBePendingWhenNothingIsKnown(final Health seed) {
    assertThat(RiseFall.from(seed, 3, 3).health()).isEqualTo(Health.PENDING);
    assertThat(RiseFall.from(seed, 3, 3).changing()).isTrue();
  }

  @Test
  void shouldKeepEveryVerdictWhenLimitsChange() {
    for (int sequence = 0; sequence < Math.pow(RESULTS.size(), 5); sequence++) {
      for (int rise = 1; rise <= MAX_LIMIT; rise++) {
        for (int fall = 1; fall <= MAX_LIMIT; fall++) {
          // Given
          final RiseFall counter = after(sequence);

          // When
          final RiseFall changed = counter.withLimits(rise, fall);

          // Then
          assertThat(changed.health()).isEqualTo(counter.health());
          assertThat(changed.rise()).isEqualTo(rise);
          assertThat(changed.fall()).isEqualTo(fall);
        }
      }
    }
  }

  private static RiseFall after(final int sequence) {
    final RiseFall counter = RiseFall.from(Health.PENDING, 3, 3);
    for (int rest = sequence; rest > 0; rest /= RESULTS.size()) {
      counter.on(RESULTS.get(rest % RESULTS.size()));
    }
    return counter;
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 1", "2, 2, 1", "2, 1, 1", "0, 1, 1", "0, 2, 2", "1, 5, 4"})
  void shouldCountMissesOnWhenLimitsChange(
      final int misses, final int newFall, final int expectedMore) {
    // Given
    final RiseFall counter = RiseFall.from(Health.UP, 2, 3);
    for (int i = 0; i < misses; i++) {
      counter.on(BAD);
    }
    final RiseFall changed = counter.withLimits(4, newFall);

    // When
    int more = 1;
    while (changed.on(BAD) == Health.UP) {
      more++;
    }

    // Then
    assertThat(more).isEqualTo(expectedMore);
  }

  @Test
  void shouldCountPassesOnWhenLimitsChange() {
    // Given
    final RiseFall counter = RiseFall.from(Health.DOWN, 3, 3);
    counter.on(GOOD);

    // When
    final RiseFall changed = counter.withLimits(2, 3);

    // Then
    assertThat(changed.health()).isEqualTo(Health.DOWN);
    assertThat(changed.on(GOOD)).isEqualTo(Health.UP);
  }

  @Test
  void shouldStayPendingWhenLimitsChange() {
    // When
    final RiseFall changed = RiseFall.from(Health.PENDING, 1, 1).withLimits(5, 5);

    // Then
    assertThat(changed.health()).isEqualTo(Health.PENDING);
    assertThat(changed.on(GOOD)).isEqualTo(Health.UP);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "-1, 3"})
  void shouldRefuseLimitsBelowOne(final int rise, final int fall) {
    assertThatThrownBy(() -> RiseFall.from(Health.UP, rise, fall))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
