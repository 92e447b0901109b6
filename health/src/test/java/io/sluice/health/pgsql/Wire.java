package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What servers of PostgreSQL send, one character for each byte. */
final class Wire {
  static final String OK = authentication(0, "");
  static final String READY = message('Z', "I");
  static final String SETTLED =
      message('S', "TimeZone\0UTC\0") + message('K', int32(7) + int32(9)) + READY;

  private Wire() {}

  static String int32(final int number) {
    return ""
        + (char) (number >>> 24)
        + (char) (number >>> 16 & 255)
        + (char) (number >>> 8 & 255)
        + (char) (number & 255);
  }

  static String message(final char type, final String body) {
    return type + int32(4 + body.length()) + body;
  }

  static String authentication(final int code, final String more) {
    return message('R', int32(code) + more);
  }

  /** The answer to a query that has one column of one row. */
  static String value(final String text) {
    return message('T', "\0\1column\0")
        + message('D', "\0\1" + int32(text.length()) + text)
        + message('C', "SELECT 1\0")
        + READY;
  }

  static String error(final String severity, final String code, final String words) {
    return message('E', "S" + severity + "\0V" + severity + "\0C" + code + "\0M" + words + "\0\0");
  }

  static String text(final byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
