package io.sluice.engine.admin;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sluice.engine.stats.Stats.Responses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One metric: its name, its meaning, and where its value comes from.
 *
 * @param <T> what it is a metric of, such as a server
 */
sealed interface Metric<T> {
  /** What the metric is of everything there is of its kind. */
  MetricSnapshot snapshot(Map<Labels, T> rows);

  /**
   * A number that only grows.
   *
   * @param name without the suffix {@code _total}, which the formats add
   */
  record Counter<T>(String name, String help, ToDoubleFunction<T> value) implements Metric<T> {
    @Override
    public MetricSnapshot snapshot(final Map<Labels, T> rows) {
      final CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
      rows.forEach((labels, row) -> {
        final double number = value.applyAsDouble(row);
        if (!Double.isNaN(number)) {
          snapshot.dataPoint(
              CounterDataPointSnapshot.builder().labels(labels).value(number).build());
        }
      });
      return snapshot.build();
    }
  }

  /**
   * Numbers that only grow, one for each class of status, by the label {@code code}.
   *
   * @param name without the suffix {@code _total}, which the formats add
   * @param value empty: left out
   */
  record Codes<T>(String name, String help, Function<T, Optional<Responses>> value)
      implements Metric<T> {
    @Override
    public MetricSnapshot snapshot(final Map<Labels, T> rows) {
      final CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
      rows.forEach((labels, row) ->
          value
              .apply(row)
              .ifPresent(responses ->
                  responses
                      .byCode()
                      .forEach((code, number) ->
                          snapshot.dataPoint(
                              CounterDataPointSnapshot.builder()
                                  .labels(labels.add("code", code))
                                  .value(number)
                                  .build()))));
      return snapshot.build();
    }
  }

  /**
   * A number that goes up and down.
   *
   * @param value NaN where there is none, such as a limit that is not set; it is left out then
   */
  record Gauge<T>(String name, String help, ToDoubleFunction<T> value) implements Metric<T> {
    @Override
    public MetricSnapshot snapshot(final Map<Labels, T> rows) {
      final GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
      rows.forEach((labels, row) -> {
        final double number = value.applyAsDouble(row);
        if (!Double.isNaN(number)) {
          snapshot.dataPoint(point(labels, number));
        }
      });
      return snapshot.build();
    }
  }

  /**
   * A number for each state that something can be in, by a label.
   *
   * @param states in the order in which they are shown
   * @param value of one state; NaN: left out
   */
  record States<T>(String name, String help, List<String> states, Function<T, Count> value)
      implements Metric<T> {
    @Override
    public MetricSnapshot snapshot(final Map<Labels, T> rows) {
      final GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
      rows.forEach((labels, row) -> {
        final Count count = value.apply(row);
        for (final String state : states) {
          final double number = count.of(state);
          if (!Double.isNaN(number)) {
            snapshot.dataPoint(point(labels.add("state", state), number));
          }
        }
      });
      return snapshot.build();
    }
  }

  /**
   * A constant 1 that carries a text in a label.
   *
   * @param name without the suffix {@code _info}, which the formats add
   */
  record Text<T>(String name, String help, String label, Function<T, String> text)
      implements Metric<T> {
    @Override
    public MetricSnapshot snapshot(final Map<Labels, T> rows) {
      final InfoSnapshot.Builder snapshot = InfoSnapshot.builder().name(name).help(help);
      rows.forEach((labels, row) ->
          snapshot.dataPoint(
              InfoDataPointSnapshot.builder().labels(labels.add(label, text.apply(row))).build()));
      return snapshot.build();
    }
  }

  /** How many are in a state. */
  interface Count {
    double of(String state);

    /** One thing, which is in one state. */
    static Count one(final String current) {
      return state -> state.equals(current) ? 1 : 0;
    }
  }

  private static GaugeDataPointSnapshot point(final Labels labels, final double number) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(number).build();
  }
}
