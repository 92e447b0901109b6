package io.sluice.config;

import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The problems of one reading. The same one is kept once, though many sections may fall back to the
 * line it is in.
 */
final class Problems {
  /** What is above is counted only: a file with this many mistakes is not a configuration. */
  private static final int MAX = 1_000;

  private final Set<ConfigProblem> all = new LinkedHashSet<>();
  private final Map<String, Integer> fileOrder = new HashMap<>();
  private long dropped;
  private boolean errors;

  void error(final Origin origin, final String message, final String remedy) {
    errors = true;
    add(ConfigProblem.error(origin, OneLine.cut(message), OneLine.cut(remedy)));
  }

  void warning(final Origin origin, final String message, final String remedy) {
    add(ConfigProblem.warning(origin, OneLine.cut(message), OneLine.cut(remedy)));
  }

  /** Whether further problems are only counted, so that their words are not needed. */
  boolean isFull() {
    return all.size() >= MAX;
  }

  boolean hasErrors() {
    return errors;
  }

  /** Files sort in the order they are named here. */
  void onFile(final String name) {
    fileOrder.putIfAbsent(name, fileOrder.size());
  }

  /** The place for what is wrong with the whole. */
  Origin firstFile() {
    return fileOrder.entrySet().stream()
        .filter(e -> e.getValue() == 0)
        .map(e -> new Origin(e.getKey(), 0))
        .findFirst()
        .orElse(Origin.BUILT_IN);
  }

  List<ConfigProblem> sorted() {
    final List<ConfigProblem> list = new ArrayList<>(all);
    list.sort(
        Comparator.<ConfigProblem>comparingInt(
                p -> fileOrder.getOrDefault(p.origin().file(), Integer.MAX_VALUE))
            .thenComparing(p -> p.origin().file())
            .thenComparingInt(p -> p.origin().line()));
    if (dropped > 0) {
      list.add(
          ConfigProblem.error(
              list.getLast().origin(),
              "there are " + dropped + " more problems",
              "correct those above first"));
    }
    return list;
  }

  private void add(final ConfigProblem problem) {
    if (all.size() < MAX) {
      all.add(problem);
    } else if (!all.contains(problem)) {
      dropped++;
    }
  }
}
