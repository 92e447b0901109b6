package io.sluice.benchmarks.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A figure over all rounds. */
record Spread(double lowest, double median, double highest) {
  /** A ratio that differs by more than this part of itself from round to round says nothing. */
  private static final double MEANINGLESS_PART = 0.4;

  /** Of a figure of each round. */
  static Spread of(final List<Reading> rounds, final ToDoubleFunction<Reading> figure) {
    return of(rounds.stream().map(figure::applyAsDouble).toList());
  }

  /**
   * Of the ratios of each round's figures: what slows the machine for a while slows both ways of a
   * round, and most of it cancels.
   */
  static Spread ofRatios(
      final List<Reading> ours,
      final List<Reading> theirs,
      final ToDoubleFunction<Reading> figure) {
    final List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)));
    }
    return of(ratios);
  }

  private static Spread of(final List<Double> figures) {
    final List<Double> sorted = figures.stream().sorted().toList();
    final int middle = sorted.size() / 2;
    final double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(sorted.getFirst(), median, sorted.getLast());
  }

  boolean isMeaningless() {
    // Also where there is none, as of what nobody used.
    return !(highest - lowest <= MEANINGLESS_PART * median);
  }

  /** The median alone. */
  String brief(final int decimals) {
    return number(median, decimals);
  }

  /** The median, and the lowest and highest in brackets. */
  String full(final int decimals) {
    return "%s (%s–%s)"
        .formatted(brief(decimals), number(lowest, decimals), number(highest, decimals));
  }

  private static String number(final double figure, final int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", figure);
  }
}
