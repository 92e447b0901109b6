package io.sluice.health.galera;

import io.sluice.health.CheckStatus;
import io.sluice.health.galera.Script.Next;
import io.sluice.health.mysql.Answer;
import io.sluice.health.mysql.Answer.ServerError;
import io.sluice.health.mysql.Greeting;
import io.sluice.health.mysql.MySqlExchange;
import io.sluice.health.mysql.MySqlProtocolException;
import java.util.function.Consumer;

/**
 * Logs in, follows a script, and says good-bye. Confined to the check loop.
 *
 * @param <T> what comes of the script
 */
final class CommandExchange<T> extends MySqlExchange {
  private final Account account;
  private final Script<T> script;
  private final Consumer<T> found;
  private boolean loggedIn;

  /**
   * @param found told before the exchange concludes, when the script came to its end
   */
  CommandExchange(final Account account, final Script<T> script, final Consumer<T> found) {
    this.account = account;
    this.script = script;
    this.found = found;
  }

  @Override
  protected void onAnswer(final Answer answer) throws MySqlProtocolException {
    if (answer instanceof Greeting) {
      login(account.tls(), account.credentials());
    } else if (loggedIn) {
      follow(script.on(answer));
    } else if (answer instanceof ServerError error) {
      failed(CheckStatus.L7STS, shown(error));
    } else {
      loggedIn = true;
      session().query(script.first());
    }
  }

  private void follow(final Next<T> next) {
    switch (next) {
      case Next.Say<T>(final String sql) -> session().query(sql);
      case Next.End<T>(final T outcome) -> {
        found.accept(outcome);
        // The server closes next, and counts no client that went away.
        session().quit();
        passed(CheckStatus.L7OK, "", Then.DRAIN);
      }
    }
  }
}
