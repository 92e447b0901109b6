package io.sluice.health.pgsql;

/** The server does not speak the protocol, or not the part of it that is spoken here. */
final class PgsqlProtocolException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what came instead, in words that may be shown: what the server sent is quoted. */
  PgsqlProtocolException(final String words) {
    super(words, null, false, false);
  }
}
