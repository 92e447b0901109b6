package io.sluice.benchmarks.system.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
  private static final Goal FASTER = Goal.atLeast(Figure.RATE, 1.3, "HAProxy");
  private static final Goal CHEAPER = Goal.atMost(Figure.MACHINE_CPU, 0.75, "HAProxy");

  @Test
  void shouldBeReachedOrMissedWhenWholeRangeSaysSo() {
    // Given
    Spread above = Spread.of(List.of(1.31, 1.6, 2.4));
    Spread below = Spread.of(List.of(0.4, 1.0, 1.29));

    // When
    List<Verdict> verdicts =
        List.of(FASTER.judge(above), FASTER.judge(below), CHEAPER.judge(above));

    // Then
    assertThat(verdicts).containsExactly(Verdict.REACHED, Verdict.MISSED, Verdict.MISSED);
  }

  @Test
  void shouldFollowMedianWhenRangeIsNarrow() {
    // Given
    Spread narrow = Spread.of(List.of(0.70, 0.74, 0.76));

    // When
    Verdict verdict = CHEAPER.judge(narrow);

    // Then
    assertThat(verdict).isEqualTo(Verdict.REACHED_NARROWLY);
    assertThat(CHEAPER.judge(Spread.of(List.of(0.74, 0.76, 0.78))))
        .isEqualTo(Verdict.MISSED_NARROWLY);
  }

  @Test
  void shouldBeUnclearWhenRangeIsWideOrRoundsAreFew() {
    // Given
    Spread wide = Spread.of(List.of(0.9, 1.4, 1.8));
    Spread single = Spread.of(List.of(2.0));

    // When
    List<Verdict> verdicts =
        List.of(FASTER.judge(wide), FASTER.judge(single), FASTER.judge(Spread.of(List.of())));

    // Then
    assertThat(verdicts).containsOnly(Verdict.UNCLEAR);
  }

  @Test
  void shouldNameFigureAndBound() {
    // Given
    Goal memory = Goal.atMost(Figure.MEMORY, 143);
    Goal session = Goal.atMost(Figure.SESSION_MEMORY, 7.8);

    // When
    List<String> texts =
        List.of(
            FASTER.text(Unit.REQUEST),
            CHEAPER.text(Unit.MIB),
            memory.text(Unit.REQUEST),
            session.text(Unit.REQUEST));

    // Then
    assertThat(texts)
        .containsExactly(
            "requests/s ≥ 1.30 × HAProxy",
            "machine CPU µs ≤ 0.75 × HAProxy",
            "resident MiB ≤ 143",
            "KiB for a session ≤ 7.8");
  }
}
