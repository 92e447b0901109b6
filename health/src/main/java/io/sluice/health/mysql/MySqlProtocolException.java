package io.sluice.health.mysql;

/** The server does not speak the protocol, or not the part of it that is spoken here. */
public sealed class MySqlProtocolException extends Exception permits LoginImpossibleException {
  private static final long serialVersionUID = 1;

  /** Says what came instead, in words that may be shown: what the server sent is quoted. */
  public MySqlProtocolException(final String words) {
    super(words, null, false, false);
  }
}
