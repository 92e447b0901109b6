package io.sluice.config;

import io.sluice.config.http.Action;
import io.sluice.config.http.Reference;
import io.sluice.config.http.RuleLists;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.text.BadText;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether stick tables fit what rules and samples want of them. A key that cannot be the table's is
 * an error, as in HAProxy; of what a table does not store HAProxy says nothing, which is a warning
 * here.
 */
final class TableChecks {
  private final Problems problems;
  private final Map<String, StickTableConfig> tables = new TreeMap<>();
  private final Map<Long, Set<String>> tracked = new TreeMap<>();

  TableChecks(final ProxyConfig config, final Problems problems) {
    this.problems = problems;
    for (final BackendConfig backend : config.backends()) {
      backend.http().table().ifPresent(t -> tables.put(backend.name(), t));
      track(backend.name(), backend.http().rules());
    }
    for (final FrontendConfig frontend : config.frontends()) {
      frontend.http().table().ifPresent(t -> tables.put(frontend.name(), t));
      track(frontend.name(), frontend.http().rules());
    }
  }

  private void track(final String proxy, final RuleLists lists) {
    lists.lists().values().stream()
        .flatMap(java.util.List::stream)
        .map(io.sluice.config.http.Rule::action)
        .forEach(action -> {
          if (action instanceof final Action.TrackSc track) {
            tracked
                .computeIfAbsent((long) track.counter(), _ -> new TreeSet<>())
                .add(track.table().orElse(proxy));
          }
        });
  }

  /** The tables that there are. */
  Set<String> names() {
    return tables.keySet();
  }

  /** Whether a table that is there takes such keys. */
  void key(final Named named, final String table) {
    final StickTableConfig config = tables.get(table);
    final Optional<SampleType> key = named.reference().key();
    if (config != null && key.isPresent() && !key.get().becomes(config.type())) {
      named
          .at()
          .report(
              new BadText(
                  named.reference().offset(),
                  "the key is "
                      + key.get().shown()
                      + ", and cannot become that of stick table "
                      + table
                      + ", "
                      + config.type().shown(),
                  "put a converter behind it, or take a table of another type"),
              problems);
    }
  }

  /** Whether a table stores what a sample reads. */
  void stored(final Named named, final String table) {
    final StickTableConfig config = tables.get(table);
    if (config != null && !stores(config, named.reference())) {
      warn(named, "stick table " + table + " does not store " + shown(named.reference()));
    }
  }

  /** Whether any table that a counter is tracked in stores it. */
  void counted(final Named named) {
    final long counter = Long.parseLong(named.reference().name());
    final Set<String> of = tracked.getOrDefault(counter, Set.of());
    if (of.isEmpty()) {
      warn(named, "no rule tracks sc" + counter);
    } else if (of.stream()
        .allMatch(t -> tables.containsKey(t) && !stores(tables.get(t), named.reference()))) {
      warn(
          named,
          "sc"
              + counter
              + " is tracked in "
              + String.join(", ", of)
              + ", which does not store "
              + shown(named.reference()));
    }
  }

  private static boolean stores(final StickTableConfig table, final Reference reference) {
    return table.store().stream().anyMatch(s -> reference.stored().contains(s.data()));
  }

  private static String shown(final Reference reference) {
    return reference.stored().stream()
        .map(Data::name)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.joining(" or "));
  }

  private void warn(final Named named, final String message) {
    final RuleText at = named.at();
    problems.warning(
        at.origin(),
        at.path() + ": " + message + ", so that there is nothing to count or to read",
        "store it, track it, or leave this out");
  }
}
