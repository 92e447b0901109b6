package io.sluice.benchmarks.system.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void shouldSayMedianAndRangeWhenRoundsAgree() {
    // Given
    List<Double> rounds = List.of(1.30, 1.25, 1.40, 1.35, 1.28);

    // When
    Spread spread = Spread.of(rounds);

    // Then
    assertThat(spread.asRatio()).isEqualTo("1.30 (1.25–1.40)");
    assertThat(spread.isMeaningless()).isFalse();
  }

  @Test
  void shouldRefuseRatioWhenRoundsDiffer() {
    // Given
    List<Double> rounds = List.of(0.80, 1.00, 1.10, 1.20, 1.40);

    // When
    Spread spread = Spread.of(rounds);

    // Then
    assertThat(spread.asRatio()).isEqualTo("unclear (0.80–1.40)");
  }

  @Test
  void shouldRefuseRatioWhenRoundsAreTooFew() {
    // Given
    List<Double> rounds = List.of(1.3, 1.3);

    // When
    Spread spread = Spread.of(rounds);

    // Then
    assertThat(spread.asRatio()).startsWith("unclear");
  }

  @Test
  void shouldSayNothingWhenNothingWasMeasured() {
    // Given
    List<Double> rounds = Collections.nCopies(5, Double.NaN);

    // When
    Spread spread = Spread.of(rounds);

    // Then
    assertThat(spread.asRatio()).isEqualTo("–");
    assertThat(spread.isMeaningless()).isTrue();
  }

  @Test
  void shouldLeaveOutEndsWhenRoundsAreMany() {
    // Given
    List<Double> seven = DoubleStream.iterate(1, x -> x + 1).limit(7).boxed().toList();
    List<Double> eight = DoubleStream.iterate(1, x -> x + 1).limit(8).boxed().toList();

    // When
    Spread ofSeven = Spread.of(seven);
    Spread ofEight = Spread.of(eight);

    // Then
    assertThat(ofSeven).isEqualTo(new Spread(1, 4, 7, 7));
    // Outside of it are 2 * (1 + 8) of 256 ways to fall: 7 of 100.
    assertThat(ofEight).isEqualTo(new Spread(2, 4.5, 7, 8));
  }
}
