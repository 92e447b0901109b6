package io.sluice.config.http;

import io.sluice.config.http.StickTableConfig.Data;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a table must store for a sample or an action of that name, any one of it.
 *
 * <p>Source: HAProxy configuration manual, {@code sc_*}, {@code src_*} and {@code table_*}.
 */
final class TableData {
  private static final Map<String, Set<Data>> SEVERAL =
      Map.of(
          "gpc0", Set.of(Data.GPC0, Data.GPC),
          "gpc1", Set.of(Data.GPC1, Data.GPC),
          "gpt0", Set.of(Data.GPT0, Data.GPT),
          "gpc0_rate", Set.of(Data.GPC0_RATE, Data.GPC_RATE),
          "gpc1_rate", Set.of(Data.GPC1_RATE, Data.GPC_RATE),
          "inc_gpc", Set.of(Data.GPC, Data.GPC_RATE),
          "inc_gpc0", Set.of(Data.GPC0, Data.GPC0_RATE, Data.GPC, Data.GPC_RATE),
          "inc_gpc1", Set.of(Data.GPC1, Data.GPC1_RATE, Data.GPC, Data.GPC_RATE),
          "kbytes_in", Set.of(Data.BYTES_IN_CNT),
          "kbytes_out", Set.of(Data.BYTES_OUT_CNT));

  private TableData() {}

  /**
   * For a fetch or a converter.
   *
   * @return empty: it needs nothing that is stored
   */
  static Set<Data> of(final String name) {
    final int prefix = name.indexOf('_');
    return prefix > 0 && Set.of("sc", "src", "table").contains(name.substring(0, prefix))
        ? figure(name.substring(prefix + 1))
        : Set.of();
  }

  /** For what an action changes: a tag, or a counter, or its rate. */
  static Set<Data> of(final Data changed) {
    return switch (changed) {
      case GPC, GPC0, GPC1 -> figure("inc_" + changed.name().toLowerCase(Locale.ROOT));
      default -> figure(changed.name().toLowerCase(Locale.ROOT));
    };
  }

  /** For what is read, such as {@code http_req_rate} or {@code inc_gpc0}. */
  private static Set<Data> figure(final String written) {
    final String figure = written.replaceFirst("^(clr|get|updt)_", "");
    if (SEVERAL.containsKey(figure)) {
      return SEVERAL.get(figure);
    }
    final String name = figure.toUpperCase(Locale.ROOT);
    for (final Data data : Data.values()) {
      if (data.name().equals(name)) {
        return Set.of(data);
      }
    }
    return Set.of();
  }
}
