package io.sluice.health.mysql;

import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.mysql.Answer.Ok;
import io.sluice.health.mysql.Answer.Rows;
import io.sluice.health.mysql.Answer.ServerError;

/**
 * Reads the greeting, and then ends the login as nobody: a connection that ends before its login
 * did counts as an error of this host, even with a QUIT, and after {@code max_connect_errors} of
 * them the server lets nobody in from here. A login that is refused does not count.
 *
 * <p>Confined to the check loop. Source: HAProxy {@code option mysql-check} without {@code user},
 * which sends nothing.
 */
final class GreetingExchange extends MySqlExchange {
  @Override
  protected void onAnswer(final Answer answer) throws MySqlProtocolException {
    switch (answer) {
      case Greeting greeting -> {
        passed(CheckStatus.L7OK, CheckText.quote(greeting.serverVersion()), Then.DRAIN);
        session().login(Credentials.NOBODY);
      }
      case ServerError error -> {
        onServerError(error);
        finish();
      }
      // The server closes next, and counts no client that went away.
      case Ok _ -> session().quit();
      case Rows _ -> finish();
    }
  }
}
