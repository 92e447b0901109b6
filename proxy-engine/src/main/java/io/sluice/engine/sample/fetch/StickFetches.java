package io.sluice.engine.sample.fetch;

import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Tracked;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.convert.Args;
import java.util.List;
import java.util.Map;

/**
 * Fetches of stick tables: of the client's own entry ({@code src_}), and of a table as a whole.
 *
 * <p>Source: HAProxy configuration manual, {@code src_conn_cnt}, {@code table_cnt}, ...
 */
final class StickFetches {
  private StickFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    TrackedFetches.addTo(all);
    StickFigure.all()
        .forEach((name, figure) -> all.put("src_" + name, (args, s) -> ofSource(figure, args, s)));
    all.put("src_updt_conn_cnt", StickFetches::updateConnections);
    all.put("table_cnt", (args, s) -> size(args, s, false));
    all.put("table_avl", (args, s) -> size(args, s, true));
  }

  /** A table by its name; without one, the proxy's own. */
  static StickTable table(
      final List<String> args, final int index, final Surroundings surroundings) {
    final String name = index < args.size() ? args.get(index) : "";
    return surroundings
        .table(name)
        .orElseThrow(() ->
            new RuleProblem(
                name.isEmpty()
                    ? "this proxy has no stick table"
                    : "there is no stick table " + name));
  }

  private static boolean fillSource(
      final Transaction txn, final Tracked.Place place, final Sample sample) {
    final Endpoint source = txn.source();
    return source != null && source.into(sample) && place.fill(sample, txn.scratch());
  }

  private static Fetch ofSource(
      final StickFigure figure, final List<String> args, final Surroundings surroundings) {
    final int index = figure.array() ? Args.number(args, 0) : 0;
    final Tracked.Place place =
        new Tracked.Place(table(args, figure.array() ? 1 : 0, surroundings));
    final StickFigure.Access access = figure.of(place.table(), index);
    return (txn, sample) ->
        fillSource(txn, place, sample)
            && access.ofKey(place.table(), place.key(), true, txn.tableMillis(), sample);
  }

  /** One connection more, in a table that counts them. */
  private static Fetch updateConnections(final List<String> args, final Surroundings surroundings) {
    final Tracked.Place place = new Tracked.Place(table(args, 0, surroundings));
    final StickFigure figure = new StickFigure(Data.CONN_CNT, StickFigure.Deed.INC, false, false);
    final StickFigure.Access access = figure.of(place.table(), 0);
    return (txn, sample) ->
        access.column() >= 0
            && fillSource(txn, place, sample)
            && access.ofKey(place.table(), place.key(), true, txn.tableMillis(), sample);
  }

  private static Fetch size(
      final List<String> args, final Surroundings surroundings, final boolean free) {
    final StickTable table = table(args, 0, surroundings);
    return (_, sample) -> {
      final long used = table.used();
      sample.setSint(free ? Math.max(0, table.config().size() - used) : used);
      return true;
    };
  }
}
