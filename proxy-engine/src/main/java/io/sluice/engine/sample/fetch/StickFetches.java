package io.sluice.engine.sample.fetch;

import io.sluice.backends.stick.StickCounter;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fetches of stick tables: of the entries that are tracked ({@code sc_}) and of the client's own
 * ({@code src_}).
 *
 * <p>Source: HAProxy configuration manual, {@code sc_conn_cnt}, {@code src_conn_cnt}, ...
 */
public final class StickFetches {
  /** What a name ends with, and what is stored under it. */
  public static final Map<String, Data> READ = read();

  private StickFetches() {}

  private static Map<String, Data> read() {
    final Map<String, Data> names = new LinkedHashMap<>();
    names.put("bytes_in_rate", Data.BYTES_IN_RATE);
    names.put("bytes_out_rate", Data.BYTES_OUT_RATE);
    names.put("conn_cnt", Data.CONN_CNT);
    names.put("conn_cur", Data.CONN_CUR);
    names.put("conn_rate", Data.CONN_RATE);
    names.put("gpc0_rate", Data.GPC0_RATE);
    names.put("gpc1_rate", Data.GPC1_RATE);
    names.put("http_err_cnt", Data.HTTP_ERR_CNT);
    names.put("http_err_rate", Data.HTTP_ERR_RATE);
    names.put("http_fail_cnt", Data.HTTP_FAIL_CNT);
    names.put("http_fail_rate", Data.HTTP_FAIL_RATE);
    names.put("http_req_cnt", Data.HTTP_REQ_CNT);
    names.put("http_req_rate", Data.HTTP_REQ_RATE);
    names.put("kbytes_in", Data.BYTES_IN_CNT);
    names.put("kbytes_out", Data.BYTES_OUT_CNT);
    names.put("sess_cnt", Data.SESS_CNT);
    names.put("sess_rate", Data.SESS_RATE);
    return Map.copyOf(names);
  }

  /** What is done with an entry's column. */
  private enum Deed {
    GET,
    INC,
    CLEAR
  }

  /** What is looked at, and what is done. */
  private record Figure(Data data, Deed deed, boolean array, boolean kilo) {
    /** The same of one table; index within an array. */
    Access of(final StickTable table, final int index) {
      return new Access(
          table.column(data, index),
          deed == Deed.INC ? table.counter(data, index) : null,
          deed,
          kilo);
    }
  }

  /** A figure of one table, compiled. */
  private record Access(int column, StickCounter counter, Deed deed, boolean kilo) {
    boolean isStored() {
      return column >= 0 || (counter != null && !counter.isEmpty());
    }

    long apply(final StickTable table, final long handle, final long nowMillis) {
      return switch (deed) {
        case GET -> {
          final long value = table.get(handle, column, nowMillis);
          yield kilo ? value >> 10 : value;
        }
        case INC -> table.count(handle, counter, 1, nowMillis);
        case CLEAR -> {
          final long before = table.get(handle, column, nowMillis);
          table.set(handle, column, 0, nowMillis);
          yield before;
        }
      };
    }
  }

  static void addTo(final Map<String, FetchFactory> all) {
    READ.forEach(
        (name, data) -> add(all, name, new Figure(data, Deed.GET, false, name.startsWith("k"))));
    for (int i = 0; i < 2; i++) {
      final Data data = i == 0 ? Data.GPC0 : Data.GPC1;
      add(all, "get_gpc" + i, new Figure(data, Deed.GET, false, false));
      add(all, "inc_gpc" + i, new Figure(data, Deed.INC, false, false));
      add(all, "clr_gpc" + i, new Figure(data, Deed.CLEAR, false, false));
    }
    add(all, "get_gpt0", new Figure(Data.GPT0, Deed.GET, false, false));
    add(all, "get_gpc", new Figure(Data.GPC, Deed.GET, true, false));
    add(all, "inc_gpc", new Figure(Data.GPC, Deed.INC, true, false));
    add(all, "clr_gpc", new Figure(Data.GPC, Deed.CLEAR, true, false));
    add(all, "gpc_rate", new Figure(Data.GPC_RATE, Deed.GET, true, false));
    add(all, "get_gpt", new Figure(Data.GPT, Deed.GET, true, false));
    all.put("sc_tracked", StickFetches::isTracked);
    all.put("sc_trackers", StickFetches::trackers);
    all.put("table_cnt", (args, s) -> size(args, s, false));
    all.put("table_avl", (args, s) -> size(args, s, true));
    all.put("src_updt_conn_cnt", StickFetches::updateConnections);
  }

  private static void add(
      final Map<String, FetchFactory> all, final String name, final Figure figure) {
    all.put("sc_" + name, (args, s) -> tracked(figure, args, s));
    all.put("src_" + name, (args, s) -> ofSource(figure, args, s));
  }

  private static int counter(final List<String> args, final int index) {
    final int counter = Args.number(args, index);
    if (counter < 0 || counter >= Tracked.COUNTERS) {
      throw new RuleProblem("there are the counters 0 to " + (Tracked.COUNTERS - 1));
    }
    return counter;
  }

  /** A table by its name; without one, the proxy's own. */
  public static StickTable table(
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

  private static Fetch tracked(
      final Figure figure, final List<String> args, final Surroundings surroundings) {
    final int skip = figure.array() ? 1 : 0;
    final int index = figure.array() ? Args.number(args, 0) : 0;
    final int counter = counter(args, skip);
    final StickTable only = Args.has(args, skip + 1) ? table(args, skip + 1, surroundings) : null;
    final Memo memo = new Memo(figure, index);
    return (txn, sample) -> {
      final StickTable table = txn.tracked().table(counter);
      if (table == null || (only != null && only != table)) {
        return false;
      }
      final Access access = memo.of(table);
      if (!access.isStored()) {
        return false;
      }
      sample.setSint(access.apply(table, txn.tracked().handle(counter), txn.tableMillis()));
      return true;
    };
  }

  /** A figure of the table that it was last asked of; any thread, a race costs a second look. */
  private static final class Memo {
    private record Known(StickTable table, Access access) {}

    private final Figure figure;
    private final int index;
    private volatile Known known;

    Memo(final Figure figure, final int index) {
      this.figure = figure;
      this.index = index;
    }

    @SuppressWarnings("ReferenceEquality") // A table is that very one.
    Access of(final StickTable table) {
      Known last = known;
      if (last == null || last.table() != table) {
        last = new Known(table, figure.of(table, index));
        known = last;
      }
      return last.access();
    }
  }

  private static boolean fillSource(
      final Transaction txn, final Tracked.Place place, final Sample sample) {
    final Endpoint source = txn.source();
    return source != null && source.into(sample) && place.fill(sample, txn.scratch());
  }

  private static Fetch ofSource(
      final Figure figure, final List<String> args, final Surroundings surroundings) {
    final int index = figure.array() ? Args.number(args, 0) : 0;
    final Tracked.Place place =
        new Tracked.Place(table(args, figure.array() ? 1 : 0, surroundings));
    final Access access = figure.of(place.table(), index);
    return (txn, sample) -> {
      if (!access.isStored() || !fillSource(txn, place, sample)) {
        return false;
      }
      final long nowMillis = txn.tableMillis();
      if (access.deed() == Deed.GET) {
        final long value = place.table().peek(place.key(), access.column(), nowMillis);
        sample.setSint(value == StickTable.NONE ? 0 : access.kilo() ? value >> 10 : value);
        return true;
      }
      return change(access, place, nowMillis, sample);
    };
  }

  private static boolean change(
      final Access access, final Tracked.Place place, final long nowMillis, final Sample sample) {
    final StickTable table = place.table();
    if (access.deed() == Deed.CLEAR && !table.contains(place.key(), nowMillis)) {
      sample.setSint(0);
      return true;
    }
    final long handle = table.hold(place.key(), nowMillis);
    if (handle == StickTable.NONE) {
      return false;
    }
    sample.setSint(access.apply(table, handle, nowMillis));
    table.release(handle, nowMillis);
    return true;
  }

  private static Fetch updateConnections(final List<String> args, final Surroundings surroundings) {
    final Figure figure = new Figure(Data.CONN_CNT, Deed.INC, false, false);
    final Tracked.Place place = new Tracked.Place(table(args, 0, surroundings));
    final Access access = figure.of(place.table(), 0);
    return (txn, sample) ->
        access.isStored()
            && fillSource(txn, place, sample)
            && change(access, place, txn.tableMillis(), sample);
  }

  private static Fetch isTracked(final List<String> args, final Surroundings surroundings) {
    final int counter = counter(args, 0);
    final StickTable only = Args.has(args, 1) ? table(args, 1, surroundings) : null;
    return (txn, sample) -> {
      final StickTable table = txn.tracked().table(counter);
      sample.setBool(table != null && (only == null || only == table));
      return true;
    };
  }

  private static Fetch trackers(final List<String> args, final Surroundings surroundings) {
    final int counter = counter(args, 0);
    return (txn, sample) -> {
      final StickTable table = txn.tracked().table(counter);
      if (table == null) {
        return false;
      }
      sample.setSint(table.uses(txn.tracked().handle(counter)));
      return true;
    };
  }

  private static Fetch size(
      final List<String> args, final Surroundings surroundings, final boolean free) {
    final StickTable table = table(args, 0, surroundings);
    return (_, sample) -> {
      sample.setSint(free ? table.config().size() - table.used() : table.used());
      return true;
    };
  }
}
