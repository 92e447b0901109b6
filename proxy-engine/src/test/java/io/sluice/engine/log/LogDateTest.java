package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogDateTest {
  private static final DateTimeFormatter EXPECTED =
      DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss.SSS']'", Locale.ENGLISH);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Europe/Berlin",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Asia/Kathmandu"
      })
  void shouldAgreeWithTheLibraryWhenTimesAreRandom(final String zone) {
    // Given
    final ZoneId id = ZoneId.of(zone);
    final LogDate date = new LogDate(id);
    final Random random = new Random(25);
    for (int i = 0; i < 20_000; i++) {
      final long millis = random.nextLong(0, 4_102_444_800_000L);
      // When
      final String printed = print(date, millis);
      // Then
      assertThat(printed).isEqualTo(EXPECTED.format(Instant.ofEpochMilli(millis).atZone(id)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-03-29T00:59:00Z", "2026-10-25T00:59:00Z", "2026-12-31T22:59:00Z"})
  void shouldFollowTheClockWhenOffsetOrDayChanges(final String start) {
    // Given
    final ZoneId id = ZoneId.of("Europe/Berlin");
    final LogDate date = new LogDate(id);
    final long first = Instant.parse(start).toEpochMilli();
    for (long millis = first; millis < first + 120_000; millis += 333) {
      // When
      final String printed = print(date, millis);
      // Then
      assertThat(printed).isEqualTo(EXPECTED.format(Instant.ofEpochMilli(millis).atZone(id)));
    }
  }

  @Test
  void shouldGoBackWhenAnOlderSessionEnds() {
    // Given
    final LogDate date = new LogDate(ZoneId.of("Europe/Berlin"));
    final long summer = Instant.parse("2026-07-01T10:00:00.001Z").toEpochMilli();
    final long winter = Instant.parse("2026-01-01T10:00:00.999Z").toEpochMilli();
    print(date, summer);
    // When
    final String older = print(date, winter);
    final String newer = print(date, summer);
    // Then
    assertThat(older).isEqualTo("[01/Jan/2026:11:00:00.999]");
    assertThat(newer).isEqualTo("[01/Jul/2026:12:00:00.001]");
  }

  @Test
  void shouldPrintTimesBeforeTheEpochWhenTheClockIsWrong() {
    // Given
    final LogDate date = new LogDate(ZoneId.of("UTC"));
    // When
    final String printed = print(date, -1);
    // Then
    assertThat(printed).isEqualTo("[31/Dec/1969:23:59:59.999]");
  }

  private static String print(final LogDate date, final long millis) {
    final byte[] to = new byte[LogDate.LENGTH + 1];
    final int end = date.put(millis, to, 1);
    return new String(to, 1, end - 1, StandardCharsets.US_ASCII);
  }
}
