package io.sluice.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuietCollectionTest {
  private static final long LIVE = 10 * QuietCollection.MIB;
  private static final long MUCH =
      QuietCollection.USUALLY_LIVE_BYTES + QuietCollection.WORTH_BYTES + QuietCollection.MIB;

  private long nowNanos = 5;
  private long cpuNanos = 7;
  private long usedBytes = MUCH;
  private Duration pause = Duration.ofMillis(20);

  private final QuietCollection collection =
      new QuietCollection(() -> nowNanos, () -> cpuNanos, () -> usedBytes, this::collect);

  private void collect() {
    usedBytes = LIVE;
    nowNanos += pause.toNanos();
  }

  /** Looks after some time. */
  private boolean lookAfter(Duration time, Duration cpu) {
    nowNanos += time.toNanos();
    cpuNanos += cpu.toNanos();
    return collection.look();
  }

  private boolean lookAfterQuiet(Duration time) {
    return lookAfter(time, Duration.ofMillis(10));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void shouldCollectOnceWhenItIsQuietBehindAPeak() {
    // When
    boolean busy = lookAfter(seconds(30), Duration.ofMillis(600));
    boolean quiet = lookAfterQuiet(seconds(30));
    boolean again = lookAfterQuiet(seconds(3000));
    // Then
    assertThat(busy).isFalse();
    assertThat(quiet).isTrue();
    assertThat(again).isFalse();
  }

  @Test
  void shouldCollectForFarMoreWhenItIsBusy() {
    usedBytes = QuietCollection.USUALLY_LIVE_BYTES + QuietCollection.WORTH_BYTES_BUSY;
    // When
    boolean collected = lookAfter(seconds(30), seconds(50));
    // Then
    assertThat(collected).isTrue();
  }

  @Test
  void shouldNotCollectWhenThereIsLittleToGain() {
    usedBytes = QuietCollection.USUALLY_LIVE_BYTES + QuietCollection.WORTH_BYTES - 1;
    // When
    boolean collected = lookAfterQuiet(seconds(30));
    // Then
    assertThat(collected).isFalse();
  }

  @Test
  void shouldCompareWithWhatWasLiveWhenItCollectedBefore() {
    lookAfterQuiet(seconds(30));
    usedBytes = LIVE + QuietCollection.WORTH_BYTES;
    // When
    boolean collected = lookAfterQuiet(seconds(3000));
    // Then
    assertThat(collected).isTrue();
  }

  @Test
  void shouldRestTenThousandTimesAsLongAsAPauseWas() {
    pause = Duration.ofMillis(300);
    lookAfterQuiet(seconds(30));
    usedBytes = MUCH;
    // When
    boolean early = lookAfterQuiet(seconds(2990));
    boolean later = lookAfterQuiet(seconds(30));
    // Then
    assertThat(early).isFalse();
    assertThat(later).isTrue();
  }

  @Test
  void shouldReadCpuTimeWhenTheNameOfTheProgramHasAnythingInIt() {
    // When
    long nanos =
        QuietCollection.cpuNanos(
            "42 (a ) b (c) S 1 42 42 0 -1 4194560 9 0 3 0 150 25 0 0 20 0 24 0 99 1 2\n");
    // Then
    assertThat(nanos).isEqualTo(1_750_000_000L);
  }
}
