package io.sluice.engine.rules;

import io.sluice.engine.sample.Transaction;

/** What one rule does. Immutable; shared by all workers. */
@FunctionalInterface
interface RuleAction {
  /** Does it. */
  Outcome apply(Transaction txn, RuleRun run);
}
