package io.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sections that stand in for one another, key by key: the first that says something wins. */
record Layers(List<Section> sections) {
  Layers {
    sections = List.copyOf(sections);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  static Layers of(final Optional<Section>... sections) {
    final List<Section> present = new ArrayList<>();
    for (final Optional<Section> section : sections) {
      section.ifPresent(present::add);
    }
    return new Layers(present);
  }

  <T> Optional<T> get(final Key<T> key) {
    for (final Section section : sections) {
      final Optional<T> value = section.get(key);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  /** The sections that these have under a key, in the same order. */
  Layers sub(final Key<Section> key) {
    return new Layers(sections.stream().flatMap(s -> s.get(key).stream()).toList());
  }

  /** These, and behind them others. */
  Layers then(final Layers others) {
    final List<Section> all = new ArrayList<>(sections);
    all.addAll(others.sections);
    return new Layers(all);
  }

  /** Every value that the sections have for a key, the winner first. */
  <T> List<T> all(final Key<T> key) {
    return sections.stream().flatMap(s -> s.get(key).stream()).toList();
  }
}
