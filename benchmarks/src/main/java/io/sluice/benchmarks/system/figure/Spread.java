package io.sluice.benchmarks.system.figure;

import java.util.List;
import java.util.Locale;

/**
 * A figure over all rounds: its median, and the range that holds the true median with nine chances
 * of ten, whatever the figures' distribution. Up to seven rounds that is from the lowest to the
 * highest; of more, as many are left out at each end as the binomial distribution allows.
 *
 * @param low of the range
 * @param median NaN: nothing was measured
 * @param high of the range
 * @param rounds that were counted
 */
public record Spread(double low, double median, double high, int rounds) {
  /** A ratio whose range is wider than this part of it says nothing. */
  private static final double MEANINGLESS_PART = 0.4;

  /** Fewer rounds have no spread that could be judged. */
  static final int LEAST_ROUNDS = 3;

  private static final double DOUBT = 0.1;

  /** Of the figures of each round. */
  public static Spread of(final List<Double> figures) {
    final List<Double> sorted =
        figures.stream().filter(figure -> !figure.isNaN()).sorted().toList();
    final int rounds = sorted.size();
    if (rounds == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
    }
    final int middle = rounds / 2;
    final double median =
        rounds % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    final int left = leftOut(rounds);
    return new Spread(sorted.get(left), median, sorted.get(rounds - 1 - left), rounds);
  }

  /** How many figures at each end lie outside of the range. */
  private static int leftOut(final int rounds) {
    double ways = 1;
    double outside = 2 * Math.pow(0.5, rounds);
    int left = 0;
    while (true) {
      ways = ways * (rounds - left) / (left + 1);
      outside += 2 * ways * Math.pow(0.5, rounds);
      if (outside > DOUBT) {
        return left;
      }
      left++;
    }
  }

  /** Whether it must not be printed as a ratio. */
  public boolean isMeaningless() {
    // Also where there is none, as of what nobody used.
    return rounds < LEAST_ROUNDS || !(high - low <= MEANINGLESS_PART * median);
  }

  /** A ratio as it may be said: the median and the range, or that it is unclear. */
  public String asRatio() {
    if (Double.isNaN(median)) {
      return "–";
    }
    return isMeaningless()
        ? "unclear (%s–%s)".formatted(number(low, 2), number(high, 2))
        : "%s (%s–%s)".formatted(number(median, 2), number(low, 2), number(high, 2));
  }

  /** The median alone. */
  public String brief(final int decimals) {
    return number(median, decimals);
  }

  /** The median, and the range in brackets. */
  public String full(final int decimals) {
    return Double.isNaN(median)
        ? "–"
        : "%s (%s–%s)".formatted(brief(decimals), number(low, decimals), number(high, decimals));
  }

  private static String number(final double figure, final int decimals) {
    if (Double.isInfinite(figure)) {
      return "∞";
    }
    return Double.isFinite(figure)
        ? String.format(Locale.ROOT, "%." + decimals + "f", figure)
        : "–";
  }
}
