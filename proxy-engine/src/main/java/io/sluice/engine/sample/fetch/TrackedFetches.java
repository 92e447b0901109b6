package io.sluice.engine.sample.fetch;

import io.sluice.backends.stick.StickTable;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Tracked;
import io.sluice.engine.sample.convert.Args;
import java.util.List;
import java.util.Map;

/**
 * Fetches of the entries that are tracked ({@code sc_}). With another table, what is tracked is
 * looked up there by its key; an address of IPv4 is found as a mapped one in a table of IPv6, and
 * between other kinds of keys there is nothing to find.
 *
 * <p>Source: HAProxy configuration manual, {@code sc_conn_cnt}, ...
 */
final class TrackedFetches {
  private TrackedFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    StickFigure.all()
        .forEach((name, figure) -> all.put("sc_" + name, (args, s) -> figure(figure, args, s)));
    all.put("sc_tracked", (args, _) -> isTracked(counter(args, 0)));
    all.put("sc_trackers", TrackedFetches::trackers);
  }

  private static int counter(final List<String> args, final int index) {
    final int counter = Args.number(args, index);
    if (counter < 0 || counter >= Tracked.COUNTERS) {
      throw new RuleProblem("there are the counters 0 to " + (Tracked.COUNTERS - 1));
    }
    return counter;
  }

  private static Fetch figure(
      final StickFigure figure, final List<String> args, final Surroundings surroundings) {
    final int skip = figure.array() ? 1 : 0;
    final int index = figure.array() ? Args.number(args, 0) : 0;
    final int counter = counter(args, skip);
    return Args.has(args, skip + 1)
        ? elsewhere(
            figure,
            index,
            counter,
            new Tracked.Place(StickFetches.table(args, skip + 1, surroundings)))
        : here(new Memo(figure, index), counter);
  }

  private static Fetch here(final Memo memo, final int counter) {
    return (txn, sample) -> {
      final StickTable table = txn.tracked().table(counter);
      return table != null
          && memo.of(table)
              .ofEntry(table, txn.tracked().handle(counter), txn.tableMillis(), sample);
    };
  }

  private static Fetch elsewhere(
      final StickFigure figure, final int index, final int counter, final Tracked.Place place) {
    final StickFigure.Access access = figure.of(place.table(), index);
    return (txn, sample) -> {
      final StickTable table = txn.tracked().table(counter);
      if (table == null) {
        return false;
      }
      if (!table.key(txn.tracked().handle(counter), place.key())) {
        sample.setSint(0);
        return true;
      }
      return access.ofKey(place.table(), place.key(), false, txn.tableMillis(), sample);
    };
  }

  /** A figure of the table that it was last asked of; any thread, a race costs a second look. */
  private static final class Memo {
    private record Known(StickTable table, StickFigure.Access access) {}

    private final StickFigure figure;
    private final int index;
    private volatile Known known;

    Memo(final StickFigure figure, final int index) {
      this.figure = figure;
      this.index = index;
    }

    @SuppressWarnings("ReferenceEquality") // A table is that very one.
    StickFigure.Access of(final StickTable table) {
      Known last = known;
      if (last == null || last.table() != table) {
        last = new Known(table, figure.of(table, index));
        known = last;
      }
      return last.access();
    }
  }

  /** Whether anything is tracked; a table behind it says nothing, as with HAProxy. */
  private static Fetch isTracked(final int counter) {
    return (txn, sample) -> {
      sample.setBool(txn.tracked().table(counter) != null);
      return true;
    };
  }

  private static Fetch trackers(final List<String> args, final Surroundings surroundings) {
    final int counter = counter(args, 0);
    final Tracked.Place place =
        Args.has(args, 1) ? new Tracked.Place(StickFetches.table(args, 1, surroundings)) : null;
    return (txn, sample) -> {
      final StickTable table = txn.tracked().table(counter);
      if (table == null) {
        return false;
      }
      final long handle = txn.tracked().handle(counter);
      if (place == null) {
        sample.setSint(table.uses(handle));
      } else {
        final boolean fits = table.key(handle, place.key());
        sample.setSint(fits ? Math.max(0, place.table().uses(place.key(), txn.tableMillis())) : 0);
      }
      return true;
    };
  }
}
