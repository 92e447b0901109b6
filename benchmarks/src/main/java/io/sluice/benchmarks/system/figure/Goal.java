package io.sluice.benchmarks.system.figure;

import java.util.Locale;

/**
 * What Sluice is to reach in a row.
 *
 * @param figure that is looked at
 * @param against the way that it is divided by; empty: the figure itself counts
 * @param atLeast whether the bound is the least and not the most
 * @param bound the ratio, or the figure
 */
public record Goal(Figure figure, String against, boolean atLeast, double bound) {
  /** A ratio that is at least the bound. */
  public static Goal atLeast(final Figure figure, final double bound, final String against) {
    return new Goal(figure, against, true, bound);
  }

  /** A ratio that is at most the bound. */
  public static Goal atMost(final Figure figure, final double bound, final String against) {
    return new Goal(figure, against, false, bound);
  }

  /** A figure that is at most the bound by itself. */
  public static Goal atMost(final Figure figure, final double bound) {
    return new Goal(figure, "", false, bound);
  }

  /** Whether it is a ratio. */
  public boolean isRatio() {
    return !against.isEmpty();
  }

  /** What the spread of the ratio, or of the figure, says about it. */
  public Verdict judge(final Spread spread) {
    if (spread.rounds() < 1) {
      return Verdict.UNCLEAR;
    }
    final boolean low = isMet(spread.low());
    final boolean high = isMet(spread.high());
    if (spread.rounds() >= Spread.LEAST_ROUNDS && low == high) {
      return low ? Verdict.REACHED : Verdict.MISSED;
    }
    if (spread.isMeaningless()) {
      return Verdict.UNCLEAR;
    }
    return isMet(spread.median()) ? Verdict.REACHED_NARROWLY : Verdict.MISSED_NARROWLY;
  }

  private boolean isMet(final double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  /** As the table says it. */
  public String text(final Unit unit) {
    final String format = isRatio() ? "%.2f" : bound == Math.rint(bound) ? "%.0f" : "%.1f";
    final String number = String.format(Locale.ROOT, format, bound);
    return figure.title(unit)
        + (atLeast ? " ≥ " : " ≤ ")
        + number
        + (isRatio() ? " × " + against : "");
  }
}
