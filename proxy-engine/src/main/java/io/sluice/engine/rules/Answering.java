package io.sluice.engine.rules;

import io.sluice.engine.sample.Transaction;

/** A way to make an answer of our own. Immutable; shared by all workers. */
@FunctionalInterface
public interface Answering {
  /** Makes it. */
  void fill(Transaction txn, Answer into);
}
