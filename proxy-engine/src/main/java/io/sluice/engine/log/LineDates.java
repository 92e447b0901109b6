package io.sluice.engine.log;

import java.time.ZoneOffset;

/** Prints the dates of a line. Confined to one event loop. */
final class LineDates {
  private final LineBytes line;

  /** Each remembers the second it printed last, so each has its own sort of date. */
  private final LogDate accepted;

  private final LogDate began;
  private final LogDate acceptedUtc = new LogDate(ZoneOffset.UTC);
  private final LogDate beganUtc = new LogDate(ZoneOffset.UTC);
  private final byte[] text = new byte[LogDate.MAX_LENGTH];

  LineDates(final LineBytes line, final LogDate date) {
    this.line = line;
    accepted = date;
    began = date.copy();
  }

  void put(final LineVariable date, final SessionRecord record, final boolean hex) {
    final long acceptedMillis = record.acceptedMillis;
    final long beganMillis = acceptedMillis + LineTimes.beforeMillis(record);
    switch (date) {
      case DATE -> print(accepted.putBare(acceptedMillis, text, 0));
      case DATE_LOCAL -> print(accepted.putWithOffset(acceptedMillis, text, 0));
      case DATE_GMT -> print(acceptedUtc.putWithOffset(acceptedMillis, text, 0));
      case REQUEST_DATE -> print(began.putBare(beganMillis, text, 0));
      case REQUEST_DATE_LOCAL -> print(began.putWithOffset(beganMillis, text, 0));
      case REQUEST_DATE_GMT -> print(beganUtc.putWithOffset(beganMillis, text, 0));
      case MILLISECOND -> putMillisecond(Math.floorMod(acceptedMillis, 1000), hex);
      default -> putSecond(Math.floorDiv(acceptedMillis, 1000L), hex);
    }
  }

  private void print(final int length) {
    line.put(text, 0, length);
  }

  private void putMillisecond(final int millisecond, final boolean hex) {
    if (hex) {
      line.putHex(millisecond, 2);
    } else {
      line.putMillis(millisecond);
    }
  }

  private void putSecond(final long second, final boolean hex) {
    if (hex) {
      line.putHex(second, 4);
    } else {
      line.putNumber(second);
    }
  }
}
