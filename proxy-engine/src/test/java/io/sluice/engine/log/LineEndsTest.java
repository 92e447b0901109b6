package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineEndsTest {
  @Test
  void shouldFindWhatALookAtEachByteFindsWhenBytesAreAny() {
    // Given
    final Random random = new Random(4711);
    for (int round = 0; round < 20_000; round++) {
      final byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        // Few values, and those next to a line feed's, with and without the high bit.
        bytes[i] = (byte) (8 + random.nextInt(5) + (random.nextBoolean() ? 0x80 : 0));
      }
      final int from = random.nextInt(bytes.length + 1);
      final int to = from + random.nextInt(bytes.length - from + 1);
      // When
      final int found = LineEnds.find(bytes, from, to);
      // Then
      int expected = from;
      while (expected < to && bytes[expected] != '\n') {
        expected++;
      }
      assertThat(found).isEqualTo(expected);
    }
  }
}
