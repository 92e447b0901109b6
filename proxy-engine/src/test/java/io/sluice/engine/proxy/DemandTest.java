package io.sluice.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemandTest {
  private static final long WINDOW = 1000;
  private static final long START = 5 * WINDOW;

  private final Demand demand = new Demand();

  @Test
  void shouldWantOneAgainForEachThatWasInUseAtOneTime() {
    // Given
    use(3);
    // When: the first of them is over, and then the second
    assertThat(demand.wantsOneMore(0, START, WINDOW)).isTrue();
    demand.leave();
    assertThat(demand.wantsOneMore(1, START, WINDOW)).isTrue();
    // Then
    demand.leave();
    assertThat(demand.wantsOneMore(2, START, WINDOW)).isTrue();
    assertThat(demand.wantsOneMore(3, START, WINDOW)).isFalse();
  }

  @Test
  void shouldWantNoMoreThanOneWhereOneComesAfterTheOther() {
    // Given
    for (int i = 0; i < 5; i++) {
      demand.enter();
      // When
      final boolean wanted = demand.wantsOneMore(i == 0 ? 0 : 1, START + i, WINDOW);
      // Then
      assertThat(wanted).isEqualTo(i == 0);
      demand.leave();
    }
  }

  @Test
  void shouldForgetWhatWasInUseLongAgo() {
    // Given
    use(9);
    assertThat(demand.wantsOneMore(0, START, WINDOW)).isTrue();
    leave(8);
    // When
    assertThat(demand.wantsOneMore(5, START + WINDOW, WINDOW)).isTrue();
    assertThat(demand.wantsOneMore(5, START + 2 * WINDOW - 1, WINDOW)).isTrue();
    // Then
    assertThat(demand.wantsOneMore(5, START + 2 * WINDOW, WINDOW)).isFalse();
    assertThat(demand.wantsOneMore(0, START + 2 * WINDOW, WINDOW)).isTrue();
  }

  @Test
  void shouldForgetAtOnceWhatWasInUseBeforeALongPause() {
    // Given
    use(9);
    assertThat(demand.wantsOneMore(0, START, WINDOW)).isTrue();
    leave(8);
    // When
    final boolean wanted = demand.wantsOneMore(5, START + 2 * WINDOW, WINDOW);
    // Then
    assertThat(wanted).isFalse();
  }

  private void use(final int count) {
    for (int i = 0; i < count; i++) {
      demand.enter();
    }
  }

  private void leave(final int count) {
    for (int i = 0; i < count; i++) {
      demand.leave();
    }
  }
}
