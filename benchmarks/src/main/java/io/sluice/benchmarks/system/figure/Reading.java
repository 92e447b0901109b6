package io.sluice.benchmarks.system.figure;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one round on one way came to; it need not have every figure. */
public record Reading(Map<Figure, Double> values) {
  /** One without a figure. */
  public static final Reading NONE = new Reading(Map.of());

  /** Copies the map. */
  public Reading {
    values = Map.copyOf(values);
  }

  /** The same with one more figure, or another value of it. */
  public Reading with(final Figure figure, final double value) {
    final Map<Figure, Double> more = new LinkedHashMap<>(values);
    more.put(figure, value);
    return new Reading(more);
  }

  /** One figure; NaN: it was not measured. */
  public double of(final Figure figure) {
    return values.getOrDefault(figure, Double.NaN);
  }
}
