package io.sluice.health.pgsql;

/**
 * The fields of an ErrorResponse, each one letter, text, and a zero byte. Stateless.
 *
 * <p>Source: PostgreSQL documentation, "Error and Notice Message Fields".
 */
final class ErrorFields {
  private ErrorFields() {}

  /** Severity, code and message, such as {@code FATAL 57P03 the database system is starting up}. */
  static String words(final String body) {
    return String.join(" ", field(body, 'S'), field(body, 'C'), field(body, 'M')).strip();
  }

  /** Five characters; empty: there is none. */
  static String code(final String body) {
    return field(body, 'C');
  }

  /**
   * Whether it ends the connection. The severity is in the server's language, or also in English.
   */
  static boolean isFatal(final String body) {
    final String english = field(body, 'V');
    return !(english.isEmpty() ? field(body, 'S') : english).equals("ERROR");
  }

  private static String field(final String body, final char letter) {
    for (final String field : body.split("\0", -1)) {
      if (!field.isEmpty() && field.charAt(0) == letter) {
        return field.substring(1);
      }
    }
    return "";
  }
}
