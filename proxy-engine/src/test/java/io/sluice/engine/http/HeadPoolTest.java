package io.sluice.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.RequestHead;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadPoolTest {
  private static final Limits LARGER = new Limits(32 * 1024, 200, 8 * 1024, 1024, 1024, 1024);

  private final HeadPool<RequestHead> pool = new HeadPool<>(RequestHead::new);

  private List<RequestHead> take(final int count) {
    return IntStream.range(0, count).mapToObj(i -> pool.take()).toList();
  }

  @Test
  void shouldKeepAsManyAsWereInUseAtOneTime() {
    // Given
    final List<RequestHead> first = take(1000);
    first.forEach(pool::giveBack);
    // When
    pool.look();
    final List<RequestHead> second = take(1000);
    // Then
    assertThat(second).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void shouldForgetAPeakWhenItIsLookedAtTwice() {
    // Given
    take(1000).forEach(pool::giveBack);
    // When
    pool.look();
    take(10).forEach(pool::giveBack);
    pool.look();
    // Then
    assertThat(kept()).isEqualTo(10);
  }

  @Test
  void shouldBeEmptyWhenNoneWasTakenBetweenTwoLooks() {
    // Given
    take(3).forEach(pool::giveBack);
    // When
    pool.look();
    pool.look();
    // Then
    assertThat(pool.isEmpty()).isTrue();
  }

  @Test
  void shouldDropThoseOfOtherLimits() {
    // Given
    final List<RequestHead> small = take(2);
    pool.giveBack(small.getFirst());
    // When
    pool.resize(LARGER);
    pool.giveBack(small.getLast());
    // Then
    assertThat(pool.isEmpty()).isTrue();
    assertThat(pool.take().limits()).isEqualTo(LARGER);
  }

  private int kept() {
    int count = 0;
    for (; !pool.isEmpty(); count++) {
      pool.take();
    }
    return count;
  }
}
