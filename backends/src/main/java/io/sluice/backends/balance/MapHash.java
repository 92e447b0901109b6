package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import java.util.Arrays;
import java.util.List;

/**
 * A server by a hash of 32 bits, out of an array that holds each as often as its weight says, in
 * the very order of HAProxy's: the same servers of the same weights serve the same requests.
 *
 * <p>The array: each place goes to the first of those that have gained the most of it, in whole
 * rounds; who gets one pays with a round. The weights are those of the file.
 *
 * <p>Source: HAProxy {@code hash-type map-based}.
 */
final class MapHash implements Balancer {
  private final Server[] map;

  MapHash(final List<BalancerFactory.Candidate> candidates) {
    final int[] weights = Candidates.configuredWeights(candidates);
    final int divisor = Arrays.stream(weights).reduce(0, MapHash::gcd);
    this.map =
        of(
            Candidates.servers(candidates),
            Arrays.stream(weights).map(weight -> weight / divisor).toArray());
  }

  private static Server[] of(final Server[] servers, final int[] weights) {
    final int sum = Arrays.stream(weights).sum();
    final int[] scores = new int[servers.length];
    final Server[] map = new Server[sum];
    for (int place = 0; place < sum; place++) {
      int best = 0;
      int most = Integer.MIN_VALUE;
      for (int i = 0; i < servers.length; i++) {
        scores[i] += weights[i];
        final int rounds = (scores[i] + sum) / sum;
        if (rounds > most) {
          most = rounds;
          best = i;
        }
      }
      scores[best] -= sum;
      map[place] = servers[best];
    }
    return map;
  }

  private static int gcd(final int a, final int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  @Override
  public boolean keyed() {
    return true;
  }

  @Override
  public Server pick(final long key, final Server avoid) {
    final int place = (int) ((key & 0xffff_ffffL) % map.length);
    for (int i = 0; i < map.length; i++) {
      final Server server = map[(place + i) % map.length];
      if (server != avoid) {
        return server;
      }
    }
    return map[place];
  }
}
