package io.sluice.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficStallTest {
  private final TrafficStall stall = new TrafficStall();
  private long nowNanos = TimeUnit.HOURS.toNanos(1);
  private long bytes;

  @Test
  void shouldSeeThatASteadyFlowStopped() {
    // Given
    for (int i = 0; i < 6; i++) {
      assertThat(flows()).isFalse();
    }
    // When
    assertThat(stops()).isTrue();
    assertThat(stops()).isTrue();
    // Then
    assertThat(flows()).isFalse();
  }

  @Test
  void shouldNotTakeAPauseOfSparseTrafficForMore() {
    for (int i = 0; i < 20; i++) {
      assertThat(flows()).isFalse();
      assertThat(flows()).isFalse();
      assertThat(stops()).isFalse();
    }
  }

  @Test
  void shouldBelieveASilenceAfterAWhile() {
    // Given
    for (int i = 0; i < 6; i++) {
      flows();
    }
    assertThat(stops()).isTrue();
    // When
    nowNanos += TimeUnit.SECONDS.toNanos(10);
    // Then
    assertThat(stops()).isFalse();
    assertThat(stops()).isFalse();
    assertThat(flows()).isFalse();
    assertThat(stops()).isFalse();
  }

  @Test
  void shouldSayNothingWithoutTraffic() {
    for (int i = 0; i < 20; i++) {
      assertThat(stops()).isFalse();
    }
  }

  private boolean flows() {
    bytes += 100;
    return stops();
  }

  private boolean stops() {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(250);
    return stall.look(bytes, nowNanos);
  }
}
