package io.sluice.health.galera;

import io.sluice.health.mysql.Answer.ServerError;

/** What numbers of errors mean. Stateless. Source: MariaDB, "Error Codes". */
final class ServerErrors {
  private static final int SHUTDOWN = 1053;
  private static final int NOT_PREPARED = 1047;
  private static final int CONNECTION_KILLED = 1927;
  private static final int QUERY_INTERRUPTED = 1317;
  private static final int SESSION_KILLED = 3169;
  private static final int DUPLICATE_KEY = 1062;
  private static final int DEADLOCK = 1213;

  private ServerErrors() {}

  /** The server says that it must not be used: it ends, or is not ready. */
  static boolean refuses(final ServerError error) {
    return error.code() == SHUTDOWN || error.code() == NOT_PREPARED;
  }

  /** Somebody ended this connection, or what it was about. */
  static boolean ends(final ServerError error) {
    return switch (error.code()) {
      case CONNECTION_KILLED, QUERY_INTERRUPTED, SESSION_KILLED -> true;
      default -> false;
    };
  }

  /** Somebody else was first, here or on another node. */
  static boolean lost(final ServerError error) {
    return error.code() == DEADLOCK;
  }

  static boolean duplicate(final ServerError error) {
    return error.code() == DUPLICATE_KEY;
  }
}
