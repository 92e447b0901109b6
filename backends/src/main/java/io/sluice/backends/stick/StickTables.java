package io.sluice.backends.stick;

import io.sluice.config.http.StickTableConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The stick tables of one configuration, by name. Immutable; the tables in it live on from one to
 * the next where they are the same but for their size and time.
 */
public final class StickTables {
  /** None. */
  public static final StickTables NONE = new StickTables(Map.of(), List.of(), Map.of());

  private final Map<String, StickTable> byName;
  private final List<String> emptied;

  /** What tables that live on are to become. */
  private final Map<StickTable, StickTableConfig> changes;

  private StickTables(
      final Map<String, StickTable> byName,
      final List<String> emptied,
      final Map<StickTable, StickTableConfig> changes) {
    this.byName = byName;
    this.emptied = emptied;
    this.changes = changes;
  }

  /**
   * The tables of the next configuration. Changes nothing that runs, before {@link #apply}.
   *
   * @param configs with names of their own
   * @param seeds what no client can guess, another each time
   */
  public StickTables next(final Collection<StickTableConfig> configs, final LongSupplier seeds) {
    final Map<String, StickTable> tables = new LinkedHashMap<>();
    final List<String> begun = new ArrayList<>();
    final Map<StickTable, StickTableConfig> changed = new LinkedHashMap<>();
    for (final StickTableConfig config : configs) {
      final StickTable old = byName.get(config.name());
      if (old != null && old.survivesAs(config)) {
        changed.put(old, config);
        tables.put(config.name(), old);
      } else {
        tables.put(config.name(), new StickTable(config, seeds.getAsLong()));
        if (old != null) {
          begun.add(config.name());
        }
      }
    }
    return new StickTables(tables, List.copyOf(begun), changed);
  }

  /** Gives the tables that live on their new size and time; once, when this one takes over. */
  public void apply() {
    changes.forEach(StickTable::reconfigure);
  }

  /** Names of those that were there before, and begin empty since they hold something else now. */
  public List<String> emptied() {
    return emptied;
  }

  /** null: there is none. */
  public StickTable get(final String name) {
    return byName.get(name);
  }

  /** In the order of the configuration. */
  public Collection<StickTable> all() {
    return List.copyOf(byName.values());
  }
}
