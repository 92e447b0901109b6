package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Surroundings;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * Points in time as text. Stateless.
 *
 * <p>Source: HAProxy configuration manual, converters {@code http_date}, {@code ltime}, {@code
 * utime}; RFC 9110 section 5.6.7; strftime(3).
 */
final class Times {
  private static final byte[] DAYS = Bytes.latin("ThuFriSatSunMonTueWed");
  private static final byte[] MONTHS = Bytes.latin("JanFebMarAprMayJunJulAugSepOctNovDec");

  private Times() {}

  /** {@code http_date([offset[,unit]])}. */
  static Converter httpDate(final List<String> args, final Surroundings surroundings) {
    final int offset = Args.number(args, 0, 0);
    final long unit =
        switch (Args.has(args, 1) ? args.get(1) : "s") {
          case "s" -> 1;
          case "ms" -> 1_000;
          case "us" -> 1_000_000;
          default -> throw new RuleProblem("'" + args.get(1) + "' is not s, ms or us");
        };
    return (txn, sample) -> {
      final Output text = txn.scratch().value(sample);
      putHttpDate(sample.number() + offset, unit, text);
      sample.setStr(text.bytes(), 0, text.length());
      return true;
    };
  }

  static void putHttpDate(final long time, final long unit, final Output into) {
    final long epochSeconds = Math.floorDiv(time, unit);
    final long days = Math.floorDiv(epochSeconds, 86_400L);
    final int second = (int) Math.floorMod(epochSeconds, 86_400L);
    // The calendar's year begins with March here, so that a leap day is its last day.
    final long shifted = days + 719_468;
    final long era = Math.floorDiv(shifted, 146_097L);
    final int day = (int) (shifted - era * 146_097);
    final int yearOfEra = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    final int dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    final int shiftedMonth = (5 * dayOfYear + 2) / 153;
    final int dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
    final int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    final long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    into.put(DAYS, 3 * Math.floorMod(days, 7), 3);
    into.put(',');
    into.put(' ');
    putTwo(dayOfMonth, into);
    into.put(' ');
    into.put(MONTHS, 3 * (month - 1), 3);
    into.put(' ');
    if (year >= 0 && year < 1000) {
      into.put('0');
      if (year < 100) {
        into.put('0');
      }
      if (year < 10) {
        into.put('0');
      }
    }
    into.putNumber(year);
    into.put(' ');
    putTwo(second / 3600, into);
    into.put(':');
    putTwo(second / 60 % 60, into);
    into.put(':');
    putTwo(second % 60, into);
    if (unit > 1) {
      // As HAProxy prints it: no zeros before it.
      into.put('.');
      into.putNumber(Math.floorMod(time, unit));
    }
    into.put(" GMT");
  }

  private static void putTwo(final int number, final Output into) {
    into.put('0' + number / 10);
    into.put('0' + number % 10);
  }

  /** {@code ltime(format[,offset])}. */
  static Converter local(final List<String> args, final Surroundings surroundings) {
    return formatted(args, ZoneId.systemDefault());
  }

  /** {@code utime(format[,offset])}. */
  static Converter utc(final List<String> args, final Surroundings surroundings) {
    return formatted(args, ZoneOffset.UTC);
  }

  private static Converter formatted(final List<String> args, final ZoneId zone) {
    final StrFTime format = new StrFTime(Args.text(args, 0));
    final int offset = Args.number(args, 1, 0);
    return (txn, sample) -> {
      final Output text = txn.scratch().value(sample);
      final long seconds = sample.number() + offset;
      if (Math.abs(seconds) > StrFTime.MOST_SECONDS) {
        return false;
      }
      final ZonedDateTime time = Instant.ofEpochSecond(seconds).atZone(zone);
      format.print(time, text);
      sample.setStr(text.bytes(), 0, text.length());
      return true;
    };
  }
}
