package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRingTest {
  private final byte[] batch = new byte[1 << 16];

  @ParameterizedTest
  @ValueSource(ints = {256, 1 << 12, 1 << 16})
  void shouldCarryEveryLineWholeAndInOrderWhenTwoThreadsRace(final int capacityBytes) {
    // Given
    final int lines = 200_000;
    final LogRing ring = new LogRing(capacityBytes);
    final CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produce(ring, lines));
    final Random sizes = new Random(7);
    final byte[] expected = new byte[256];
    int read = 0;
    // When
    while (read < lines) {
      final int count = ring.drain(batch, 0);
      for (int at = 0; at < count; read++) {
        final int length = fill(expected, read, sizes);
        // Then
        if (Arrays.mismatch(batch, at, at + length, expected, 0, length) >= 0) {
          assertThat(Arrays.copyOfRange(batch, at, at + length))
              .as("line %d", read)
              .isEqualTo(Arrays.copyOf(expected, length));
        }
        at += length;
      }
      if (count == 0) {
        LockSupport.parkNanos(1_000);
      }
    }
    producer.join();
    assertThat(ring.used()).isZero();
  }

  private static void produce(final LogRing ring, final int lines) {
    final Random sizes = new Random(7);
    final byte[] line = new byte[256];
    for (int i = 0; i < lines; i++) {
      final int length = fill(line, i, sizes);
      while (!ring.offer(line, length)) {
        LockSupport.parkNanos(1_000);
      }
    }
  }

  /** Makes line number {@code i}, which no other resembles. Returns its length. */
  private static int fill(final byte[] line, final int i, final Random sizes) {
    final int length = 1 + sizes.nextInt(200);
    Arrays.fill(line, 0, length - 1, (byte) ('a' + i % 26));
    line[length - 1] = '\n';
    return length;
  }

  @Test
  void shouldDropAndCountWhenFull() {
    // Given
    final LogRing ring = new LogRing(64);
    final byte[] line = line("123456789");
    int taken = 0;
    // When
    for (int i = 0; i < 100; i++) {
      taken += ring.offer(line, line.length) ? 1 : 0;
    }
    // Then
    assertThat(taken).isEqualTo(6);
    assertThat(ring.dropped()).isEqualTo(94);
    assertThat(ring.drain(batch, 0)).isEqualTo(60);
  }

  @Test
  void shouldTakeLineThatFillsItExactly() {
    // Given
    final LogRing ring = new LogRing(16);
    final byte[] line = line("123456789012345");
    // When
    final boolean taken = ring.offer(line, line.length);
    final boolean oneMore = ring.offer(line("x"), 2);
    // Then
    assertThat(taken).isTrue();
    assertThat(oneMore).isFalse();
    assertThat(ring.drain(batch, 0)).isEqualTo(16);
    assertThat(ring.offer(line, line.length)).isTrue();
  }

  @Test
  void shouldDropLineThatNeverFits() {
    // Given
    final LogRing ring = new LogRing(1 << 20);
    final byte[] line = line("x".repeat(LogRing.MAX_LINE_BYTES));
    // When
    final boolean taken = ring.offer(line, line.length);
    // Then
    assertThat(taken).isFalse();
    assertThat(ring.dropped()).isEqualTo(1);
  }

  @Test
  void shouldKeepLinesWholeWhenRoomIsShort() {
    // Given
    final LogRing ring = new LogRing(1024);
    final byte[] small = new byte[25];
    for (int i = 0; i < 5; i++) {
      ring.offer(line("line " + i + "..."), 10);
    }
    // When
    final int first = ring.drain(small, 0);
    final int none = ring.drain(small, first);
    final int second = ring.drain(small, 1);
    // Then
    assertThat(first).isEqualTo(20);
    assertThat(none).isZero();
    assertThat(second).isEqualTo(20);
    assertThat(new String(small, 1, second, StandardCharsets.US_ASCII))
        .isEqualTo("line 2...\nline 3...\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 3, 1000, Integer.MIN_VALUE})
  void shouldRefuseSizeThatIsNoPowerOfTwo(final int capacityBytes) {
    assertThatThrownBy(() -> new LogRing(capacityBytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(capacityBytes));
  }

  private static byte[] line(final String text) {
    return (text + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
