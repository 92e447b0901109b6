package io.sluice.health.pgsql;

/** What a server says, as far as it concerns whoever uses a {@link PgsqlSession}. Immutable. */
sealed interface Answer {
  /** The login is accepted, and the server waits for a query. */
  record Ready() implements Answer {}

  /** The one value that was asked for. */
  record Value(String text) implements Answer {}

  /**
   * The login goes on with {@link PgsqlSession#prove}, once somebody has worked out the key, which
   * takes time.
   */
  record KeyWanted(SaltedPassword.Recipe recipe) implements Answer {}

  /**
   * The server asks for a proof that is not given.
   *
   * @param why in words
   */
  record NoWayIn(String why) implements Answer {}

  /**
   * The server says no.
   *
   * @param fatal whether it ends the connection with it
   * @param code five characters, such as {@code 57P03}; empty where it does not say
   * @param words severity, code and message, not fit to be shown
   */
  record ServerError(boolean fatal, String code, String words) implements Answer {
    static ServerError of(final Message message) {
      final String body = message.rest();
      return new ServerError(
          ErrorFields.isFatal(body), ErrorFields.code(body), ErrorFields.words(body));
    }
  }
}
