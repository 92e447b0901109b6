package io.sluice.backends.balance;

import io.sluice.backends.Server;
import java.util.Arrays;

/**
 * One round of servers by weight, each as evenly spread as the weights allow: 5, 1, 1 is a a b a c
 * a a. It is worked out on the control loop, so that picking is one look into an array.
 *
 * <p>A round is as long as the weights' sum once their common divisor is taken out, and at most
 * {@link #LONGEST} or one turn for each server. Beyond that the weights are rounded: a server's
 * share is then off by less than half a turn in the round, which is far below 1 % of all, and one
 * that rounds to nothing still gets its one turn.
 *
 * <p>The rule is that of smooth weighted round robin: each step, every server gains its weight, and
 * the richest is picked and pays the sum. Work is the round's length times the servers: about a
 * million additions for a hundred servers of all kinds of weights.
 */
final class SmoothOrder {
  /** Turns in a round; 64 KiB of references. */
  static final int LONGEST = 16_384;

  private SmoothOrder() {}

  /**
   * A round.
   *
   * @param servers at least one
   * @param weights of the same length, 1 or more each
   */
  static Server[] of(final Server[] servers, final int[] weights) {
    final int[] turns = turns(weights);
    final int length = Arrays.stream(turns).sum();
    final Server[] round = new Server[length];
    final int[] credit = new int[turns.length];
    for (int step = 0; step < length; step++) {
      round[step] = servers[richest(credit, turns, length)];
    }
    return round;
  }

  private static int richest(final int[] credit, final int[] turns, final int length) {
    int best = 0;
    for (int i = 0; i < credit.length; i++) {
      credit[i] += turns[i];
      if (credit[i] > credit[best]) {
        best = i;
      }
    }
    credit[best] -= length;
    return best;
  }

  private static int[] turns(final int[] weights) {
    final int[] exact = divided(weights);
    final long sum = Arrays.stream(exact).asLongStream().sum();
    if (sum <= LONGEST) {
      return exact;
    }
    final double scale = (double) LONGEST / sum;
    return divided(
        Arrays.stream(exact).map(w -> (int) Math.max(1, Math.round(w * scale))).toArray());
  }

  private static int[] divided(final int[] weights) {
    final int divisor = Arrays.stream(weights).reduce(0, SmoothOrder::gcd);
    return Arrays.stream(weights).map(w -> w / divisor).toArray();
  }

  private static int gcd(final int a, final int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
