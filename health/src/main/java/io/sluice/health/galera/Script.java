package io.sluice.health.galera;

import io.sluice.health.mysql.Answer;

/**
 * What is said to a node after the login, one thing after the other. Confined to the check loop;
 * one for each command.
 *
 * @param <T> what comes of it
 */
interface Script<T> {
  /** The first thing. */
  String first();

  /** What follows from an answer. */
  Next<T> on(Answer answer);

  /** What comes of it when the connection fails. */
  T failed(String words);

  /** What follows. */
  sealed interface Next<T> {
    /** Something more is said. */
    record Say<T>(String sql) implements Next<T> {}

    /** That was all. */
    record End<T>(T outcome) implements Next<T> {}
  }
}
