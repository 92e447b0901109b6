package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineBytesTest {
  private final LineBytes line = new LineBytes();

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        9,
        10,
        99,
        100,
        256,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        Long.MAX_VALUE,
        -1,
        -9,
        -10,
        -1_000_000_000_000_000_000L,
        Long.MIN_VALUE
      })
  void shouldPrintNumberWhenItHasAnyLength(final long number) {
    // When
    line.putNumber(number);
    // Then
    assertThat(text()).isEqualTo(Long.toString(number));
  }

  @Test
  void shouldPrintUnderscoresWhenTextHasOthersThanVisibleAscii() {
    // When
    line.putVisible("a b\u00e9\u20ac~\u007fc", 1, 8);
    // Then
    assertThat(text()).isEqualTo("_b__~_c");
  }

  @Test
  void shouldLeaveAwayWhatFindsNoRoom() {
    // Given
    final int room = line.bytes().length - 2;
    line.put(new byte[room - 3]);
    // When
    line.putVisible("abcdef", 0, 2);
    line.put(new byte[] {'c', 'd'});
    line.putNumber(12);
    line.putVisible("e", 0, 1);
    line.end();
    // Then
    assertThat(line.length()).isEqualTo(room + 1);
    assertThat(text()).endsWith("abc\n");
  }

  private String text() {
    return new String(line.bytes(), 0, line.length(), StandardCharsets.ISO_8859_1);
  }
}
