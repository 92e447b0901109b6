package io.sluice.engine.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Dates of session lines, such as {@code 06/Feb/2009:12:12:51.443}, in one time zone. Confined to
 * one event loop; allocates only where the day or the offset from UTC changes.
 */
final class LogDate {
  /** The length of a date with its brackets, bytes. */
  static final int LENGTH = 26;

  /** The same without them. */
  static final int BARE_LENGTH = 24;

  /** The most that any of the forms takes, bytes. */
  static final int MAX_LENGTH = 26;

  private static final int SECONDS_LENGTH = 20;

  private static final int SECONDS_PER_DAY = 86_400;
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private final ZoneRules rules;

  /** The last date printed, whole; only its time of day is touched while the day lasts. */
  private final byte[] text = "[01/Jan/1970:00:00:00.000]".getBytes(StandardCharsets.US_ASCII);

  private long second = Long.MIN_VALUE;
  private long day = Long.MIN_VALUE;
  private int offsetSeconds;
  private int month = 1;

  /** The offset holds from this second of the epoch on. */
  private long offsetFrom = 1;

  /** And until before this one. */
  private long offsetUntil;

  LogDate() {
    this(ZoneId.systemDefault());
  }

  LogDate(final ZoneId zone) {
    this(zone.getRules());
  }

  private LogDate(final ZoneRules rules) {
    this.rules = rules;
  }

  /** Another one for the same zone. */
  LogDate copy() {
    return new LogDate(rules);
  }

  /** Puts the date of a wall clock time, in brackets. Returns the index after it. */
  int put(final long epochMillis, final byte[] to, final int index) {
    format(epochMillis);
    System.arraycopy(text, 0, to, index, LENGTH);
    return index + LENGTH;
  }

  /** Puts the date without brackets. Returns the index after it. */
  int putBare(final long epochMillis, final byte[] to, final int index) {
    format(epochMillis);
    System.arraycopy(text, 1, to, index, BARE_LENGTH);
    return index + BARE_LENGTH;
  }

  /** Puts {@code 06/Feb/2009:12:12:51 +0100}, without milliseconds. Returns the index after it. */
  int putWithOffset(final long epochMillis, final byte[] to, final int index) {
    format(epochMillis);
    System.arraycopy(text, 1, to, index, SECONDS_LENGTH);
    int at = index + SECONDS_LENGTH;
    to[at++] = ' ';
    to[at++] = (byte) (offsetSeconds < 0 ? '-' : '+');
    final int minutes = Math.abs(offsetSeconds) / 60;
    final int hhmm = minutes / 60 * 100 + minutes % 60;
    for (int divisor = 1000; divisor > 0; divisor /= 10) {
      to[at++] = (byte) ('0' + hhmm / divisor % 10);
    }
    return at;
  }

  /** Puts {@code 2009-02-06T12:12:51.443Z}; the zone must be UTC. Returns the index after it. */
  int putIso(final long epochMillis, final byte[] to, final int index) {
    format(epochMillis);
    System.arraycopy(text, 8, to, index, 4);
    to[index + 4] = '-';
    to[index + 5] = (byte) ('0' + month / 10);
    to[index + 6] = (byte) ('0' + month % 10);
    to[index + 7] = '-';
    System.arraycopy(text, 1, to, index + 8, 2);
    to[index + 10] = 'T';
    System.arraycopy(text, 13, to, index + 11, 12);
    to[index + 23] = 'Z';
    return index + 24;
  }

  private void format(final long epochMillis) {
    final long epochSecond = Math.floorDiv(epochMillis, 1000L);
    if (epochSecond != second) {
      formatSecond(epochSecond);
    }
    digits(Math.floorMod(epochMillis, 1000), 22, 3);
  }

  private void formatSecond(final long epochSecond) {
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
    month = date.getMonthValue();
    digits(date.getDayOfMonth(), 1, 2);
    for (int i = 0; i < 3; i++) {
      text[4 + i] = (byte) MONTHS.charAt((month - 1) * 3 + i);
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
