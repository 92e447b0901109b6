package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Output;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Prints a point in time as strftime(3) does in the C locale. Immutable. */
final class StrFTime {
  /** What is further from 1970 has no printed form, seconds. */
  static final long MOST_SECONDS = 30_000_000_000_000L;

  /** What may stand behind {@code %E}, as glibc has it; all else is printed as it is. */
  private static final String BEHIND_E = "%cnprstuxyzCPRTXYZ";

  /** The same behind {@code %O}. */
  private static final String BEHIND_O = "%bdeghjklmnprstuwyzBCGHIMPRSTUVWZ";

  private final byte[] format;

  StrFTime(final String format) {
    this.format = Bytes.of(format);
  }

  void print(final ZonedDateTime time, final Output into) {
    print(format, time, into);
  }

  private static void print(final byte[] format, final ZonedDateTime time, final Output into) {
    int at = 0;
    while (at < format.length) {
      final byte b = format[at++];
      if (b != '%' || at == format.length) {
        into.put(b);
        continue;
      }
      final byte kind = format[at++];
      if (kind != 'E' && kind != 'O') {
        part(kind, time, into);
      } else if (at < format.length && varies(kind, format[at])) {
        part(format[at++], time, into);
      } else {
        into.put('%');
        into.put(kind);
      }
    }
  }

  /** Whether a letter may stand behind {@code %E} or {@code %O}, which say nothing in English. */
  private static boolean varies(final byte modifier, final byte kind) {
    return (modifier == 'E' ? BEHIND_E : BEHIND_O).indexOf(kind) >= 0;
  }

  private static void part(final byte kind, final ZonedDateTime time, final Output into) {
    switch (kind) {
      case 'a' -> into.put(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case 'A' -> into.put(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case 'b', 'h' -> into.put(time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case 'B' -> into.put(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case 'c' -> print(Bytes.latin("%a %b %e %H:%M:%S %Y"), time, into);
      case 'C' -> padded(Math.floorDiv(time.getYear(), 100), 2, '0', into);
      case 'd' -> padded(time.getDayOfMonth(), 2, '0', into);
      case 'D', 'x' -> print(Bytes.latin("%m/%d/%y"), time, into);
      case 'e' -> padded(time.getDayOfMonth(), 2, ' ', into);
      case 'F' -> print(Bytes.latin("%Y-%m-%d"), time, into);
      case 'g' -> padded(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100), 2, '0', into);
      case 'G' -> into.putNumber(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'H' -> padded(time.getHour(), 2, '0', into);
      case 'I' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, '0', into);
      case 'j' -> padded(time.getDayOfYear(), 3, '0', into);
      case 'k' -> padded(time.getHour(), 2, ' ', into);
      case 'l' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, ' ', into);
      case 'm' -> padded(time.getMonthValue(), 2, '0', into);
      case 'M' -> padded(time.getMinute(), 2, '0', into);
      case 'n' -> into.put('\n');
      case 'p' -> into.put(time.getHour() < 12 ? "AM" : "PM");
      case 'P' -> into.put(time.getHour() < 12 ? "am" : "pm");
      case 'r' -> print(Bytes.latin("%I:%M:%S %p"), time, into);
      case 'R' -> print(Bytes.latin("%H:%M"), time, into);
      case 's' -> into.putNumber(time.toEpochSecond());
      case 'S' -> padded(time.getSecond(), 2, '0', into);
      case 't' -> into.put('\t');
      case 'T', 'X' -> print(Bytes.latin("%H:%M:%S"), time, into);
      case 'u' -> into.putNumber(time.getDayOfWeek().getValue());
      case 'U' -> padded(week(time, time.getDayOfWeek().getValue() % 7), 2, '0', into);
      case 'V' -> padded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', into);
      case 'w' -> into.putNumber(time.getDayOfWeek().getValue() % 7);
      case 'W' -> padded(week(time, time.getDayOfWeek().getValue() - 1), 2, '0', into);
      case 'y' -> padded(Math.floorMod(time.getYear(), 100), 2, '0', into);
      case 'Y' -> into.putNumber(time.getYear());
      case 'z' -> zone(time.getOffset().getTotalSeconds() / 60, into);
      case 'Z' -> into.put(zoneName(time));
      case '%' -> into.put('%');
      default -> {
        into.put('%');
        into.put(kind);
      }
    }
  }

  private static String zoneName(final ZonedDateTime time) {
    return time.getOffset().getTotalSeconds() == 0 && time.getZone().getId().equals("Z")
        ? "GMT"
        : java.time.format.DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
  }

  /** The week of the year; weeks begin with the day whose number is 0. */
  private static int week(final ZonedDateTime time, final int dayOfWeek) {
    return (time.getDayOfYear() + 6 - dayOfWeek) / 7;
  }

  private static void zone(final int minutes, final Output into) {
    into.put(minutes < 0 ? '-' : '+');
    final int off = Math.abs(minutes);
    padded(off / 60, 2, '0', into);
    padded(off % 60, 2, '0', into);
  }

  private static void padded(final long number, final int digits, final char pad, final Output to) {
    for (long least = (long) Math.pow(10, digits - 1);
        least > 1 && number >= 0 && number < least;
        least /= 10) {
      to.put(pad);
    }
    to.putNumber(number);
  }
}
