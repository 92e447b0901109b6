package io.sluice.health.pgsql;

/**
 * What a server asks of someone who comes. Stateless.
 *
 * <p>Source: PostgreSQL documentation, "Message Formats", the Authentication messages.
 */
final class Welcome {
  static final String OK = "authentication ok";

  private Welcome() {}

  /** In words; null: not a first word on that matter. */
  static String of(final int code) {
    return switch (code) {
      case 0 -> OK;
      case 2 -> "asks for Kerberos";
      case 3 -> "asks for a password";
      case 4 -> "asks for a password (crypt)";
      case 5 -> "asks for a password (MD5)";
      case 6 -> "asks for SCM credentials";
      case 7 -> "asks for GSSAPI";
      case 9 -> "asks for SSPI";
      case 10 -> "asks for a password (SASL)";
      default -> null;
    };
  }
}
