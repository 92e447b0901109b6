package io.sluice.health.mysql;

import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.mysql.Answer.Ok;
import io.sluice.health.mysql.Answer.Rows;
import io.sluice.health.mysql.Answer.ServerError;

/**
 * Logs in and says good-bye.
 *
 * <p>Confined to the check loop. Source: HAProxy {@code option mysql-check user}.
 */
final class LoginExchange extends MySqlExchange {
  private final Credentials credentials;
  private String version = "";

  LoginExchange(final Credentials credentials) {
    this.credentials = credentials;
  }

  @Override
  protected void onAnswer(final Answer answer) throws MySqlProtocolException {
    switch (answer) {
      case Greeting greeting -> {
        version = CheckText.quote(greeting.serverVersion());
        session().login(credentials);
      }
      case Ok _ -> {
        // The server closes next, and counts no client that went away.
        session().quit();
        passed(CheckStatus.L7OK, version, Then.DRAIN);
      }
      case ServerError error -> onServerError(error);
      case Rows _ -> throw new MySqlProtocolException("rows that nobody asked for");
    }
  }
}
