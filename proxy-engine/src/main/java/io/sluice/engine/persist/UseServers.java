package io.sluice.engine.persist;

import io.sluice.backends.Backend;
import io.sluice.backends.Server;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Piece;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.When;
import java.util.List;

/**
 * Servers that a configuration names for some requests. Immutable; shared by all workers.
 *
 * <p>Source: HAProxy configuration manual, {@code use-server}: a server that is down is not used,
 * and the next rule is looked at.
 *
 * @param choices in the order of the file
 */
public record UseServers(List<Choice> choices) {
  public UseServers {
    choices = List.copyOf(choices);
  }

  /**
   * One rule.
   *
   * @param name the server's; null: it is made for each request
   * @param made makes it
   */
  public record Choice(When when, String name, Piece made) {}

  /** The first that may be used; null: none. */
  Server choose(final Transaction txn, final Backend backend, final boolean persistDown) {
    for (int i = 0; i < choices.size(); i++) {
      final Choice choice = choices.get(i);
      if (choice.when().holds(txn)) {
        final String fixed = choice.name();
        final Server server = named(backend.servers(), fixed == null ? name(choice, txn) : fixed);
        if (server != null && (persistDown || server.takesPersistent())) {
          return server;
        }
      }
    }
    return null;
  }

  private static String name(final Choice choice, final Transaction txn) {
    final Output text = txn.scratch().output();
    text.clear();
    choice.made().print(txn, text);
    return text.toString();
  }

  private static Server named(final List<Server> servers, final String name) {
    for (int i = 0; i < servers.size(); i++) {
      if (servers.get(i).name().equals(name)) {
        return servers.get(i);
      }
    }
    return null;
  }
}
