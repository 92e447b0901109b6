package io.sluice.engine.sample.convert;

import io.sluice.backends.stick.StickKey;
import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Tracked;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Converters that look a key up in a stick table.
 *
 * <p>Source: HAProxy configuration manual, {@code in_table}, {@code table_conn_cnt}, ...
 */
public final class StickConverters {
  /** Every one, by its name. */
  public static final Map<String, ConverterKind> ALL = all();

  private StickConverters() {}

  private static Map<String, ConverterKind> all() {
    final Map<String, ConverterKind> all = new HashMap<>();
    all.put(
        "in_table", new ConverterKind(SampleType.ANY, SampleType.BOOL, StickConverters::inTable));
    for (final Data data : Data.values()) {
      if (data.name().endsWith("RATE")
          || data.name().endsWith("CNT")
          || data == Data.CONN_CUR
          || data == Data.SERVER_ID
          || data == Data.GPC0
          || data == Data.GPC1
          || data == Data.GPT0) {
        add(all, "table_" + data.name().toLowerCase(java.util.Locale.ROOT), data, false);
      }
    }
    all.remove("table_bytes_in_cnt");
    all.remove("table_bytes_out_cnt");
    add(all, "table_kbytes_in", Data.BYTES_IN_CNT, true);
    add(all, "table_kbytes_out", Data.BYTES_OUT_CNT, true);
    array(all, "table_gpc", Data.GPC);
    array(all, "table_gpc_rate", Data.GPC_RATE);
    array(all, "table_gpt", Data.GPT);
    all.put(
        "table_trackers",
        new ConverterKind(SampleType.ANY, SampleType.SINT, StickConverters::trackers));
    time(all, "table_idle", StickTable::idleMillis);
    time(all, "table_expire", StickTable::leftMillis);
    return Map.copyOf(all);
  }

  private static void add(
      final Map<String, ConverterKind> all,
      final String name,
      final Data data,
      final boolean kilo) {
    all.put(
        name,
        new ConverterKind(
            SampleType.ANY,
            SampleType.SINT,
            (args, s) -> figure(place(args, 0, s), data, 0, kilo)));
  }

  private static void array(
      final Map<String, ConverterKind> all, final String name, final Data data) {
    all.put(
        name,
        new ConverterKind(
            SampleType.ANY,
            SampleType.SINT,
            (args, s) -> figure(place(args, 1, s), data, Args.number(args, 0), false)));
  }

  private static Tracked.Place place(
      final List<String> args, final int index, final Surroundings surroundings) {
    final String name = index < args.size() ? args.get(index) : "";
    return new Tracked.Place(
        surroundings
            .table(name)
            .orElseThrow(() ->
                new RuleProblem(
                    name.isEmpty()
                        ? "this proxy has no stick table"
                        : "there is no stick table " + name)));
  }

  private static Converter inTable(final List<String> args, final Surroundings surroundings) {
    final Tracked.Place place = place(args, 0, surroundings);
    return (txn, sample) -> {
      if (!place.fill(sample, txn.scratch())) {
        return false;
      }
      sample.setBool(place.table().contains(place.key(), txn.tableMillis()));
      return true;
    };
  }

  private static Converter trackers(final List<String> args, final Surroundings surroundings) {
    final Tracked.Place place = place(args, 0, surroundings);
    return (txn, sample) -> {
      if (!place.fill(sample, txn.scratch())) {
        return false;
      }
      sample.setSint(Math.max(0, place.table().uses(place.key(), txn.tableMillis())));
      return true;
    };
  }

  /** What a table tells of how old an entry is; NONE: there is no such entry. */
  @FunctionalInterface
  private interface Age {
    long of(StickTable table, StickKey key, long nowMillis);
  }

  private static void time(final Map<String, ConverterKind> all, final String name, final Age age) {
    all.put(
        name,
        new ConverterKind(
            SampleType.ANY,
            SampleType.SINT,
            (args, s) -> time(age, place(args, 0, s), Args.number(args, 1, 0), Args.has(args, 1))));
  }

  private static Converter time(
      final Age age, final Tracked.Place place, final int without, final boolean hasWithout) {
    return (txn, sample) -> {
      if (!place.fill(sample, txn.scratch())) {
        return false;
      }
      final long millis = age.of(place.table(), place.key(), txn.tableMillis());
      sample.setSint(millis == StickTable.NONE ? without : millis);
      return millis != StickTable.NONE || hasWithout;
    };
  }

  private static Converter figure(
      final Tracked.Place place, final Data data, final int index, final boolean kilo) {
    final int column = place.table().column(data, index);
    return (txn, sample) -> {
      if (!place.fill(sample, txn.scratch())) {
        return false;
      }
      final long value = place.table().peek(place.key(), column, txn.tableMillis());
      sample.setSint(value == StickTable.NONE ? 0 : kilo ? value >> 10 : value);
      return value == StickTable.NONE || column >= 0;
    };
  }
}
