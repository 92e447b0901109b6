package io.sluice.engine.rules;

import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.LivePatterns;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.Transaction;
import java.util.Arrays;

/**
 * Actions on the patterns and maps that are kept of files. Immutable; what they change is seen by
 * all workers at once. They allocate what they keep; where there is no room for more, nothing is
 * changed, so that a client who fills a list makes no request fail.
 *
 * <p>Source: HAProxy configuration manual, {@code set-map}, {@code del-map}, {@code add-acl},
 * {@code del-acl}.
 */
final class PatternActions {
  private PatternActions() {}

  /** null: it is longer than may be. */
  private static byte[] made(final Format format, final Transaction txn) {
    if (!format.make(txn)) {
      return null;
    }
    final Output out = txn.scratch().output();
    return Arrays.copyOf(out.bytes(), out.length());
  }

  /**
   * A pattern comes or goes.
   *
   * @param whole the file's lines as patterns
   * @param keys their first words as patterns, for those who look at a map's keys
   */
  record ChangePatterns(boolean add, LivePatterns whole, LivePatterns keys, Format key)
      implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final byte[] pattern = made(key, txn);
      if (pattern != null && add) {
        final boolean _ = whole.add(pattern);
        final boolean _ = keys.add(pattern);
      } else if (pattern != null) {
        whole.delete(pattern);
        keys.delete(pattern);
      }
      return Outcome.NEXT;
    }
  }

  /** A key has another value. */
  record SetMap(LivePatterns map, Format key, Format value) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final byte[] name = made(key, txn);
      final byte[] set = made(value, txn);
      if (name != null && set != null) {
        final boolean _ = map.set(name, set);
      }
      return Outcome.NEXT;
    }
  }

  /** A key goes. */
  record DeleteKey(LivePatterns map, Format key) implements RuleAction {
    @Override
    public Outcome apply(final Transaction txn, final RuleRun run) {
      final byte[] name = made(key, txn);
      if (name != null) {
        map.delete(name);
      }
      return Outcome.NEXT;
    }
  }
}
