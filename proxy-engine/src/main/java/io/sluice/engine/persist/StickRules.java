package io.sluice.engine.persist;

import io.sluice.backends.Backend;
import io.sluice.backends.Server;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Tracked;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.When;
import java.util.List;

/**
 * What stick tables remember of clients and their servers. Immutable; shared by all workers;
 * allocates nothing once an exchange's object has met its tables.
 *
 * <p>Source: HAProxy configuration manual, {@code stick on}, {@code stick match}, {@code stick
 * store-request}, {@code stick store-response}.
 *
 * @param rules in the order of the file
 */
public record StickRules(List<Rule> rules) {
  public StickRules {
    rules = List.copyOf(rules);
  }

  /** What one rule does, with which key, and when. */
  public record Rule(
      Tracked.Place place,
      Expression key,
      When when,
      boolean match,
      boolean storeRequest,
      boolean storeResponse) {}

  /**
   * Looks for the server that the request is for, and keeps what is to be stored once one answers.
   * Of several rules that store in one table, the first that has a key does.
   *
   * @param persistDown whether a server that is down is followed too
   */
  void onRequest(
      final Transaction txn,
      final Backend backend,
      final boolean persistDown,
      final Persisted into) {
    for (int i = 0; i < rules.size(); i++) {
      final Rule rule = rules.get(i);
      final boolean stores = rule.storeRequest();
      if ((rule.match() || stores)
          && !(stores && into.stores(rule.place().table()))
          && fill(rule, txn)) {
        if (rule.match()) {
          match(rule, txn, backend, persistDown, into);
        }
        if (stores) {
          into.store(rule.place());
        }
      }
    }
  }

  private static boolean fill(final Rule rule, final Transaction txn) {
    final Sample sample = txn.scratch().sample();
    return rule.when().holds(txn)
        && rule.key().evaluate(txn, sample)
        && rule.place().fill(sample, txn.scratch());
  }

  private static void match(
      final Rule rule,
      final Transaction txn,
      final Backend backend,
      final boolean persistDown,
      final Persisted into) {
    final long known = rule.place().table().server(rule.place().key(), txn.tableMillis());
    if (known == 0 || into.server != null) {
      return;
    }
    final List<Server> servers = backend.servers();
    for (int i = 0; i < servers.size(); i++) {
      final Server server = servers.get(i);
      if (server.nameKey() == known && (persistDown || server.takesPersistent())) {
        into.server = server;
      }
    }
  }

  /** Stores the server that answered. */
  void onResponse(final Transaction txn, final Server server, final Persisted with) {
    for (int i = 0; i < rules.size(); i++) {
      final Rule rule = rules.get(i);
      if (rule.storeResponse() && !with.stores(rule.place().table()) && fill(rule, txn)) {
        with.store(rule.place());
      }
    }
    with.storeAll(server, txn.tableMillis());
  }
}
