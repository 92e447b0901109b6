package io.sluice.engine.log;

/**
 * Levels of syslog, and how a level goes through a ring with its line. Stateless.
 *
 * <p>Source: RFC 5424 section 6.2.1.
 */
final class SyslogLevel {
  static final int ERR = 3;
  static final int WARNING = 4;
  static final int NOTICE = 5;
  static final int INFO = 6;
  static final int DEBUG = 7;

  private SyslogLevel() {}

  /** The byte that stands between a line and its line feed. */
  static byte mark(final int level) {
    return (byte) ('0' + level);
  }

  /** The level of such a byte. */
  static int of(final byte mark) {
    return mark - '0';
  }
}
