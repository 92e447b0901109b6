package io.sluice.health.mysql;

/** The server works, and asks for a login that is not spoken or not wanted here. */
public final class LoginImpossibleException extends MySqlProtocolException {
  private static final long serialVersionUID = 1;

  LoginImpossibleException(final String words) {
    super(words);
  }
}
