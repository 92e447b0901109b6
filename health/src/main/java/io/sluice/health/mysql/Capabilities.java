package io.sluice.health.mysql;

/** What the two sides can do. Source: MySQL internals, "Capabilities Flags". */
final class Capabilities {
  /** Passwords are as since 4.1 or newer; also says that the client is none of MariaDB's own. */
  static final long LONG_PASSWORD = 1;

  /** The protocol since 4.1. */
  static final long PROTOCOL_41 = 1 << 9;

  /** The connection can be encrypted. */
  static final long SSL = 1 << 11;

  /** Authentication since 4.1. */
  static final long SECURE_CONNECTION = 1 << 15;

  /** Methods of authentication have names and can be changed. */
  static final long PLUGIN_AUTH = 1 << 19;

  private Capabilities() {}
}
