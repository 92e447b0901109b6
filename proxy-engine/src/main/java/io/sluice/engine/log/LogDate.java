package io.sluice.engine.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The date of a session line, {@code [06/Feb/2009:12:12:51.443]}, in local time. Confined to one
 * event loop; allocates only where the day or the offset from UTC changes.
 */
final class LogDate {
  /** The length of a date with its brackets, bytes. */
  static final int LENGTH = 26;

  private static final int SECONDS_PER_DAY = 86_400;
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private final ZoneRules rules;

  /** The last date printed, whole; only its time of day is touched while the day lasts. */
  private final byte[] text = "[01/Jan/1970:00:00:00.000]".getBytes(StandardCharsets.US_ASCII);

  private long second = Long.MIN_VALUE;
  private long day = Long.MIN_VALUE;
  private int offsetSeconds;

  /** The offset holds from this second of the epoch on. */
  private long offsetFrom = 1;

  /** And until before this one. */
  private long offsetUntil;

  LogDate() {
    this(ZoneId.systemDefault());
  }

  LogDate(final ZoneId zone) {
    rules = zone.getRules();
  }

  /** Puts the date of a wall clock time. Returns the index after it. */
  int put(final long epochMillis, final byte[] to, final int index) {
    final long epochSecond = Math.floorDiv(epochMillis, 1000L);
    if (epochSecond != second) {
      format(epochSecond);
    }
    digits(Math.floorMod(epochMillis, 1000), 22, 3);
    System.arraycopy(text, 0, to, index, LENGTH);
    return index + LENGTH;
  }

  private void format(final long epochSecond) {
    if (epochSecond < offsetFrom || epochSecond >= offsetUntil) {
      findOffset(epochSecond);
    }
    final long local = epochSecond + offsetSeconds;
    final long localDay = Math.floorDiv(local, (long) SECONDS_PER_DAY);
    if (localDay != day) {
      formatDay(localDay);
    }
    final int time = Math.floorMod(local, SECONDS_PER_DAY);
    digits(time / 3600, 13, 2);
    digits(time / 60 % 60, 16, 2);
    digits(time % 60, 19, 2);
    second = epochSecond;
  }

  private void formatDay(final long localDay) {
    final LocalDate date = LocalDate.ofEpochDay(localDay);
    digits(date.getDayOfMonth(), 1, 2);
    for (int i = 0; i < 3; i++) {
      text[4 + i] = (byte) MONTHS.charAt((date.getMonthValue() - 1) * 3 + i);
    }
    digits(Math.floorMod(date.getYear(), 10_000), 8, 4);
    day = localDay;
  }

  private void findOffset(final long epochSecond) {
    final Instant instant = Instant.ofEpochSecond(epochSecond);
    final ZoneOffsetTransition last = rules.previousTransition(instant.plusSeconds(1));
    final ZoneOffsetTransition next = rules.nextTransition(instant);
    offsetSeconds = rules.getOffset(instant).getTotalSeconds();
    offsetFrom = last == null ? Long.MIN_VALUE : last.toEpochSecond();
    offsetUntil = next == null ? Long.MAX_VALUE : next.toEpochSecond();
  }

  private void digits(final int number, final int index, final int count) {
    int rest = number;
    for (int i = index + count - 1; i >= index; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
