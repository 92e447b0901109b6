package io.sluice.config.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the known word that a wrong one was meant to be, by optimal string alignment (Damerau and
 * Levenshtein: insert, delete, replace, swap two neighbours).
 */
public final class Nearest {
  /** Longer words are not compared: nobody mistypes them, and the comparison is quadratic. */
  private static final int MAX_LENGTH = 64;

  /** How many known words a remedy lists at most. */
  private static final int MAX_LISTED = 40;

  private Nearest() {}

  /** The nearest of the known words; empty when none is near. */
  public static Optional<String> of(final String word, final Collection<String> known) {
    if (word.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    final String lower = word.toLowerCase(Locale.ROOT);
    final int limit = Math.max(1, Math.min(3, word.length() / 3));
    return known.stream()
        .filter(k -> distance(lower, k.toLowerCase(Locale.ROOT)) <= limit)
        .min(
            Comparator.<String>comparingInt(k -> distance(lower, k.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** A remedy: the nearest word, or else all of them. */
  public static String remedy(final String word, final Collection<String> known) {
    return of(word, known)
        .map(near -> "did you mean \"" + near + "\"?")
        .orElseGet(() -> "known here: " + listed(known));
  }

  private static String listed(final Collection<String> known) {
    if (known.isEmpty()) {
      return "none";
    }
    final String words =
        known.stream().sorted().limit(MAX_LISTED).collect(Collectors.joining(", "));
    return known.size() > MAX_LISTED ? words + ", ..." : words;
  }

  public static int distance(final String a, final String b) {
    final int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        d[i][j] = step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(
      final int[][] d, final String a, final String b, final int i, final int j) {
    final boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = Math.min(d[i - 1][j], d[i][j - 1]) + 1;
    best = Math.min(best, d[i - 1][j - 1] + (same ? 0 : 1));
    if (i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1)) {
      best = Math.min(best, d[i - 2][j - 2] + 1);
    }
    return best;
  }
}
