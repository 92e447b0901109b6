package io.sluice.backends.stick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RatesTest {
  private static final int PERIOD = 1000;

  @Test
  void shouldGiveWhatTheFormulaGivesAtAnyTime() {
    // Given
    final Random random = new Random(7);
    final long[] words = new long[2];
    final Formula formula = new Formula();
    long now = 5_000_000;

    for (int i = 0; i < 20_000; i++) {
      // When
      now += random.nextInt(10) == 0 ? random.nextInt(3 * PERIOD) : random.nextInt(40);
      final int n = random.nextInt(4);
      Rates.add(words, 0, PERIOD, n, now);
      formula.add(n, now);
      final long later = now + random.nextInt(3 * PERIOD);

      // Then
      assertThat(Rates.read(words, 0, PERIOD, later)).isEqualTo(formula.read(later));
    }
  }

  @Test
  void shouldCountAllWithinOnePeriodAndFadeInTheNext() {
    final long[] words = new long[2];
    for (int i = 0; i < 100; i++) {
      Rates.add(words, 0, PERIOD, 1, 10_000 + i);
    }

    assertThat(Rates.read(words, 0, PERIOD, 10_999)).isEqualTo(100);
    assertThat(Rates.read(words, 0, PERIOD, 11_500)).isEqualTo(50);
    assertThat(Rates.read(words, 0, PERIOD, 11_999)).isZero();
    assertThat(Rates.read(words, 0, PERIOD, 13_000)).isZero();
  }

  @Test
  void shouldTellALoneEventForTwoPeriods() {
    final long[] words = new long[2];
    Rates.add(words, 0, PERIOD, 1, 10_000);

    assertThat(Rates.read(words, 0, PERIOD, 11_999)).isOne();
    assertThat(Rates.read(words, 0, PERIOD, 12_001)).isZero();
  }

  @Test
  void shouldStopAtTheGreatestCount() {
    final long[] words = new long[2];
    Rates.add(words, 0, PERIOD, Long.MAX_VALUE, 10_000);
    Rates.add(words, 0, PERIOD, Long.MAX_VALUE, 10_001);

    assertThat(Rates.read(words, 0, PERIOD, 10_001)).isEqualTo(0xffff_ffffL);
  }

  /** The two-period counter as its documentation says it, one field each. */
  private static final class Formula {
    private long tick;
    private long current;
    private long previous;

    void add(final int n, final long now) {
      if (now - tick >= PERIOD) {
        previous = current;
        current = 0;
        tick += PERIOD;
        if (now - tick >= PERIOD) {
          previous = 0;
          tick = now;
        }
      }
      current += n;
    }

    long read(final long now) {
      long curr = current;
      long past = previous;
      long remain = tick + PERIOD - now;
      if (remain < 0) {
        remain += PERIOD;
        past = remain >= 0 ? curr : 0;
        curr = 0;
      }
      if (curr == 0 && past <= 1) {
        return past;
      }
      return (past * remain + curr * PERIOD) / PERIOD;
    }
  }
}
