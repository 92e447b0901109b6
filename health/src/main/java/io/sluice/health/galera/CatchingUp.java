package io.sluice.health.galera;

import io.sluice.health.mysql.Answer;
import io.sluice.health.mysql.Answer.ServerError;
import io.sluice.health.mysql.Greeting;
import io.sluice.health.mysql.MySqlExchange;

/**
 * A read that waits for the node's queue. What comes of it is why that failed, or an empty text.
 *
 * <p>Source: {@code wsrep_sync_wait}.
 */
final class CatchingUp implements Script<String> {
  private boolean waiting;

  @Override
  public String first() {
    return "SET SESSION wsrep_sync_wait = 1";
  }

  @Override
  public Next<String> on(final Answer answer) {
    return switch (answer) {
      case Answer.Ok _ -> onOk();
      case Answer.Rows _ -> new Next.End<>(waiting ? "" : "rows that nobody asked for");
      case ServerError error -> new Next.End<>(MySqlExchange.shown(error));
      case Greeting _ -> new Next.End<>("a second greeting");
    };
  }

  private Next<String> onOk() {
    if (waiting) {
      return new Next.End<>("no rows where some were due");
    }
    waiting = true;
    return new Next.Say<>("SELECT 1");
  }

  @Override
  public String failed(final String words) {
    return words;
  }
}
