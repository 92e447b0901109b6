package io.sluice.engine.log;

import io.sluice.config.LogConfig;
import io.sluice.config.LogTarget;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * What stands before a line for one target. Confined to the writer's thread; works dates out once a
 * second.
 *
 * <p>Source: HAProxy configuration manual, "log"; RFC 3164 section 4.1; RFC 5424 section 6.
 */
final class SyslogHeader {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss ", Locale.ROOT);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT);
  private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);
  private static final long PROCESS = ProcessHandle.current().pid();

  private final LogTarget target;
  private final ZoneId zone;
  private final byte[] between;
  private long second = Long.MIN_VALUE;
  private byte[] dateStart = {};
  private byte[] dateEnd = {};

  SyslogHeader(final LogTarget target, final LogConfig config, final ZoneId zone) {
    this.target = target;
    this.zone = zone;
    between = LineFormat.ascii(between(target.format(), config));
  }

  private static String between(final LogTarget.Format format, final LogConfig config) {
    final String host =
        config
            .hostName()
            .map(name -> name.equals(LogConfig.OWN_HOST_NAME) ? HostName.text() : name)
            .orElse("");
    final String tagAndProcess = config.tag() + "[" + PROCESS + "]: ";
    return switch (format) {
      case RFC3164 -> (host.isEmpty() ? "" : host + " ") + tagAndProcess;
      case LOCAL -> tagAndProcess;
      case RFC5424 ->
          " " + (host.isEmpty() ? "-" : host) + " " + config.tag() + " " + PROCESS + " - - ";
      case TIMED, ISO -> " ";
      case PRIORITY, SHORT, RAW -> "";
    };
  }

  /** Puts what stands before a line of this level. Returns the index behind it. */
  int put(final int level, final Instant now, final byte[] to, final int at) {
    return switch (target.format()) {
      case RFC3164, LOCAL -> copy(between, to, date(now, to, number(priority(level), to, at)));
      case RFC5424 -> {
        final int versioned = copy(new byte[] {'1', ' '}, to, number(priority(level), to, at));
        yield copy(between, to, dateWithMicros(now, to, versioned));
      }
      case PRIORITY -> number(priority(level), to, at);
      case SHORT -> number(level, to, at);
      case TIMED -> copy(between, to, dateWithMicros(now, to, number(level, to, at)));
      case ISO -> copy(between, to, dateWithMicros(now, to, at));
      case RAW -> at;
    };
  }

  private int priority(final int level) {
    return target.facility() * 8 + level;
  }

  private static int number(final int number, final byte[] to, final int at) {
    int end = at;
    to[end++] = '<';
    for (int divisor = 100; divisor > 0; divisor /= 10) {
      if (number >= divisor || divisor == 1) {
        to[end++] = (byte) ('0' + number / divisor % 10);
      }
    }
    to[end++] = '>';
    return end;
  }

  private int date(final Instant now, final byte[] to, final int at) {
    format(now);
    return copy(dateStart, to, at);
  }

  private int dateWithMicros(final Instant now, final byte[] to, final int at) {
    format(now);
    int end = copy(dateStart, to, at);
    int micros = now.get(ChronoField.MICRO_OF_SECOND);
    for (int i = end + 5; i >= end; i--) {
      to[i] = (byte) ('0' + micros % 10);
      micros /= 10;
    }
    end += 6;
    return copy(dateEnd, to, end);
  }

  private void format(final Instant now) {
    if (now.getEpochSecond() == second) {
      return;
    }
    second = now.getEpochSecond();
    final ZonedDateTime date = now.atZone(zone);
    final boolean old =
        target.format() == LogTarget.Format.RFC3164 || target.format() == LogTarget.Format.LOCAL;
    dateStart = LineFormat.ascii((old ? DAY : SECOND).format(date));
    dateEnd = LineFormat.ascii(OFFSET.format(date));
  }

  private static int copy(final byte[] from, final byte[] to, final int at) {
    System.arraycopy(from, 0, to, at, from.length);
    return at + from.length;
  }
}
