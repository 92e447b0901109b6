package io.sluice.health.mysql;

/** Who logs in. Its text does not show the password. */
public record Credentials(String user, Password password) {
  /** Nobody: the user without a name and without a password. */
  static final Credentials NOBODY = new Credentials("", Password.NONE);
}
