package io.sluice.engine.rules;

import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Tracked;
import io.sluice.engine.sample.Transaction;

/**
 * Actions on stick tables. Immutable.
 *
 * <p>Source: HAProxy configuration manual, {@code track-sc0}, {@code sc-inc-gpc}, {@code
 * sc-set-gpt}.
 */
final class TableActions {
  private TableActions() {}

  /**
   * Counts in a stick table from now on; a counter in use stays where it is.
   *
   * @param http whether it counts a request with it
   * @param waits whether it waits for a key that may be there when more has come
   */
  record Track(int counter, Expression key, Tracked.Place place, boolean http, boolean waits)
      implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Tracked tracked = txn.tracked();
      if (tracked.isOwn(counter)) {
        return Outcome.NEXT;
      }
      final Sample sample = txn.scratch().sample();
      final boolean found = key.evaluate(txn, sample);
      if (waits && FlowActions.isUnsure(txn, sample)) {
        return Outcome.WAIT;
      }
      if (found
          && place.fill(sample, txn.scratch())
          && tracked.track(counter, place, txn.tableMillis())
          && http) {
        tracked.count(counter, Data.HTTP_REQ_CNT, 1, txn.tableMillis());
      }
      return Outcome.NEXT;
    }
  }

  /** One more in a general purpose counter of what is tracked. */
  record Increment(int counter, Data data, int index) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      txn.tracked().increment(counter, data, index, txn.tableMillis());
      return Outcome.NEXT;
    }
  }

  /** A general purpose tag of what is tracked. */
  record SetTag(int counter, Data data, int index, Expression value) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final Tracked tracked = txn.tracked();
      final Sample sample = txn.scratch().sample();
      if (tracked.table(counter) != null
          && value.evaluate(txn, sample)
          && Casts.to(SampleType.SINT, txn.scratch(), sample)) {
        final StickTable table = tracked.table(counter);
        table.set(
            tracked.handle(counter),
            table.column(data, index),
            sample.number() & 0xffffffffL,
            txn.tableMillis());
      }
      return Outcome.NEXT;
    }
  }
}
