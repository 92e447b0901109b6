package io.sluice.config.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers with a unit: durations as in HAProxy (a bare number is milliseconds) and as in HOCON, and
 * sizes, whose units count in 1024.
 */
public final class Units {
  /** The longest duration; HAProxy's is 2^31 - 1 milliseconds, not a day more. */
  public static final Duration MAX_DURATION = Duration.ofDays(24);

  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([+-]?[0-9]{1,18}(?:\\.[0-9]{1,9})?)\\s*([A-Za-z]*)");
  private static final Map<String, Long> NANOS =
      Map.ofEntries(
          Map.entry("ns", 1L),
          Map.entry("nano", 1L),
          Map.entry("nanosecond", 1L),
          Map.entry("us", 1_000L),
          Map.entry("micro", 1_000L),
          Map.entry("microsecond", 1_000L),
          Map.entry("ms", 1_000_000L),
          Map.entry("milli", 1_000_000L),
          Map.entry("millisecond", 1_000_000L),
          Map.entry("s", 1_000_000_000L),
          Map.entry("second", 1_000_000_000L),
          Map.entry("m", 60_000_000_000L),
          Map.entry("minute", 60_000_000_000L),
          Map.entry("h", 3_600_000_000_000L),
          Map.entry("hour", 3_600_000_000_000L),
          Map.entry("d", 86_400_000_000_000L),
          Map.entry("day", 86_400_000_000_000L));
  private static final Map<String, Long> BYTES =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("b", 1L),
          Map.entry("byte", 1L),
          Map.entry("bytes", 1L),
          Map.entry("k", 1L << 10),
          Map.entry("kb", 1L << 10),
          Map.entry("kib", 1L << 10),
          Map.entry("m", 1L << 20),
          Map.entry("mb", 1L << 20),
          Map.entry("mib", 1L << 20),
          Map.entry("g", 1L << 30),
          Map.entry("gb", 1L << 30),
          Map.entry("gib", 1L << 30));

  private Units() {}

  /** A duration from 0 to {@link #MAX_DURATION}. */
  public static Duration duration(final String text) throws Unfit {
    final Matcher m = NUMBER_AND_UNIT.matcher(text.strip());
    if (!m.matches()) {
      throw new Unfit(
          "is not a duration", "write one number and one unit of us, ms, s, m, h, d, such as 30s");
    }
    final Long nanos = nanosOf(m.group(2));
    if (nanos == null) {
      throw new Unfit(
          "has the unknown unit \"" + m.group(2) + "\"", "write one of us, ms, s, m, h, d");
    }
    final BigInteger total = total(m.group(1), nanos);
    if (total.signum() < 0) {
      throw new Unfit("is negative", null);
    }
    if (total.compareTo(BigInteger.valueOf(MAX_DURATION.toNanos())) > 0) {
      throw new Unfit("is longer than the longest duration, 24d", null);
    }
    return Duration.ofNanos(total.longValueExact());
  }

  /** A size in bytes, 0 or more. */
  public static long bytes(final String text) throws Unfit {
    final Matcher m = NUMBER_AND_UNIT.matcher(text.strip());
    if (!m.matches()) {
      throw new Unfit("is not a size", "write a number of bytes, or one with k, m or g");
    }
    final Long unit = BYTES.get(m.group(2).toLowerCase(Locale.ROOT));
    if (unit == null) {
      throw new Unfit("has the unknown unit \"" + m.group(2) + "\"", "write one of k, m, g");
    }
    final BigInteger total = total(m.group(1), unit);
    if (total.signum() < 0 || total.bitLength() > 62) {
      throw new Unfit("is out of range", null);
    }
    return total.longValueExact();
  }

  /** The shortest way to write a duration. */
  public static String text(final Duration duration) {
    final long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0";
    }
    for (final String unit : new String[] {"d", "h", "m", "s", "ms", "us"}) {
      if (nanos % NANOS.get(unit) == 0) {
        return nanos / NANOS.get(unit) + unit;
      }
    }
    return nanos + "ns";
  }

  private static Long nanosOf(final String unit) {
    if (unit.isEmpty()) {
      return NANOS.get("ms");
    }
    final Long exact = NANOS.get(unit);
    if (exact != null || unit.length() < 4 || !unit.endsWith("s")) {
      return exact;
    }
    return NANOS.get(unit.substring(0, unit.length() - 1));
  }

  private static BigInteger total(final String number, final long unit) throws Unfit {
    try {
      return new BigDecimal(number)
          .multiply(BigDecimal.valueOf(unit))
          .setScale(0, RoundingMode.UNNECESSARY)
          .toBigInteger();
    } catch (final ArithmeticException fraction) {
      throw new Unfit("is not a whole number of its smallest unit", "write fewer decimals");
    }
  }
}
