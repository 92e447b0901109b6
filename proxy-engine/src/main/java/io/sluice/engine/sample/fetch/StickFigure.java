package io.sluice.engine.sample.fetch;

import io.sluice.backends.stick.StickCounter;
import io.sluice.backends.stick.StickKey;
import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.engine.sample.Sample;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a fetch looks at in an entry of a stick table, and what it does there. Immutable.
 *
 * <p>Source: HAProxy configuration manual, {@code sc_conn_cnt}, {@code src_inc_gpc0}, ...
 *
 * @param array whether it is one of several, whose number is an argument
 * @param kilo whether it is told in 1024s
 */
record StickFigure(Data data, Deed deed, boolean array, boolean kilo) {
  /** What is done with an entry's column. */
  enum Deed {
    GET,
    INC,
    CLEAR
  }

  /** What is behind {@code sc_} and {@code src_}. */
  static Map<String, StickFigure> all() {
    final Map<String, StickFigure> all = new LinkedHashMap<>();
    for (final Data data : Data.values()) {
      final String name = data.name().toLowerCase(java.util.Locale.ROOT);
      switch (data) {
        case GPC, GPC0, GPC1 -> {
          final boolean array = data == Data.GPC;
          all.put("get_" + name, new StickFigure(data, Deed.GET, array, false));
          all.put("inc_" + name, new StickFigure(data, Deed.INC, array, false));
          all.put("clr_" + name, new StickFigure(data, Deed.CLEAR, array, false));
        }
        case GPT, GPT0 ->
            all.put("get_" + name, new StickFigure(data, Deed.GET, data == Data.GPT, false));
        case GPC_RATE -> all.put(name, new StickFigure(data, Deed.GET, true, false));
        case BYTES_IN_CNT -> all.put("kbytes_in", new StickFigure(data, Deed.GET, false, true));
        case BYTES_OUT_CNT -> all.put("kbytes_out", new StickFigure(data, Deed.GET, false, true));
        case SERVER_ID -> {}
        default -> all.put(name, new StickFigure(data, Deed.GET, false, false));
      }
    }
    return all;
  }

  /** The same of one table; index within an array. */
  Access of(final StickTable table, final int index) {
    return new Access(
        table.column(data, index),
        deed == Deed.INC ? table.counter(data, index) : null,
        deed,
        kilo);
  }

  /**
   * A figure of one table, compiled. As HAProxy has it, a figure that the table does not keep is no
   * sample, but 0 where there is no entry, or where it is counted.
   *
   * @param counter null: nothing is counted
   */
  record Access(int column, StickCounter counter, Deed deed, boolean kilo) {
    /** The figure of an entry that is held. */
    boolean ofEntry(
        final StickTable table, final long handle, final long nowMillis, final Sample sample) {
      switch (deed) {
        case INC -> sample.setSint(table.count(handle, counter, 1, nowMillis));
        case GET -> sample.setSint(shown(table.get(handle, column, nowMillis)));
        case CLEAR -> {
          sample.setSint(table.get(handle, column, nowMillis));
          table.set(handle, column, 0, nowMillis);
        }
      }
      return column >= 0 || deed == Deed.INC;
    }

    /**
     * The figure of the entry of a key.
     *
     * @param make whether an entry that is not there is made where something is counted or cleared
     */
    boolean ofKey(
        final StickTable table,
        final StickKey key,
        final boolean make,
        final long nowMillis,
        final Sample sample) {
      sample.setSint(0);
      final long value = table.peek(key, column, nowMillis);
      if (value == StickTable.NONE && !(make && deed != Deed.GET)) {
        return true;
      }
      if (deed == Deed.GET) {
        sample.setSint(shown(value));
        return column >= 0;
      }
      final long handle = table.hold(key, nowMillis);
      if (handle == StickTable.NONE) {
        return true;
      }
      final boolean found = ofEntry(table, handle, nowMillis, sample);
      table.release(handle, nowMillis);
      return found;
    }

    private long shown(final long value) {
      return kilo ? value >> 10 : value;
    }
  }
}
