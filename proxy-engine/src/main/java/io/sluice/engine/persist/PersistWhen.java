package io.sluice.engine.persist;

import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.When;
import java.util.List;

/**
 * Which requests are led back to servers that are down as well, and which are not led back by their
 * cookie at all. Immutable; shared by all workers.
 *
 * <p>Source: HAProxy configuration manual, {@code option persist}, {@code force-persist}, {@code
 * ignore-persist}: the first rule that holds counts.
 *
 * @param evenDown whether all requests are led to servers that are down
 * @param rules looked at in order
 */
public record PersistWhen(boolean evenDown, List<Rule> rules) {
  public PersistWhen {
    rules = List.copyOf(rules);
  }

  /**
   * One rule.
   *
   * @param force whether requests are led to a server that is down, and to no other; else they are
   *     not led back
   */
  public record Rule(boolean force, When when) {}

  void judge(final Transaction txn, final Persisted into) {
    into.evenDown = evenDown;
    for (int i = 0; i < rules.size(); i++) {
      final Rule rule = rules.get(i);
      if (rule.when().holds(txn)) {
        into.forced = rule.force();
        into.evenDown |= rule.force();
        into.ignored = !rule.force();
        return;
      }
    }
  }
}
