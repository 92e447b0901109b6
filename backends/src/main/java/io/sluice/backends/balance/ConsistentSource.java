package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import java.util.Arrays;
import java.util.List;

/**
 * A server by the key, so that only the clients of a lost server move, and only a new server's
 * share of clients moves to it.
 *
 * <p>Each server has a score for each key, drawn by a hash of its name and the key, and the highest
 * wins ("rendezvous" or highest random weight hashing, Thaler and Ravishankar, 1998). Against a
 * ring of points it keeps shares exact for every weight from 1 to 256, while a ring needs points in
 * proportion to the weights, few of them for light servers and a great many for heavy ones; and the
 * clients of a lost server spread over all others. It looks at every server each time, at some 20
 * ns each where weights differ, which is fine up to some hundreds of them.
 *
 * <p>By name, and not by place in the file, two processes that have the same servers pick the same.
 *
 * <p>With a balance factor, a server that has more than its share of all sessions by so much is
 * passed over, and the client goes to the next in its order ("consistent hashing with bounded
 * loads", Mirrokni, Thorup and Zadimoghaddam, 2016).
 *
 * <p>Source: HAProxy {@code balance source} with {@code hash-type consistent} and {@code
 * hash-balance-factor}, whose promises it keeps; the servers picked are other ones.
 */
final class ConsistentSource implements Balancer {
  private static final double UNIT = 0x1.0p-53;

  private final Server[] servers;
  private final long[] seeds;
  private final int[] weights;
  private final boolean equal;

  /** How many sessions a server may have, in percent of its share; 0: as many as come. */
  private final int factor;

  private final long weight;

  ConsistentSource(final List<BalancerFactory.Candidate> candidates, final int factor) {
    this.factor = factor;
    this.servers = Candidates.servers(candidates);
    this.seeds = candidates.stream().mapToLong(c -> Hash.of(c.server().name())).toArray();
    this.weights = Candidates.weights(candidates);
    this.weight = Arrays.stream(weights).asLongStream().sum();
    this.equal =
        candidates.stream().mapToInt(BalancerFactory.Candidate::weight).distinct().count() == 1;
  }

  @Override
  public boolean keyed() {
    return true;
  }

  @Override
  public Server pick(final long key, final Server avoid) {
    final long mixed = Hash.mix(key);
    final long slots = factor == 0 ? 0 : slots();
    int best = -1;
    double bestCost = 0;
    for (int i = 0; i < servers.length; i++) {
      if (servers[i] != avoid && (factor == 0 || servers[i].served() < share(slots, weights[i]))) {
        final double cost = cost(Hash.mix(mixed ^ seeds[i]), weights[i]);
        if (best < 0 || cost < bestCost) {
          best = i;
          bestCost = cost;
        }
      }
    }
    return best < 0 ? servers[0] : servers[best];
  }

  /** What all may have, with one more than there are. */
  private long slots() {
    long served = 1;
    for (final Server server : servers) {
      served += server.served();
    }
    return (served * factor + 99) / 100;
  }

  /** The rounding is upward, so that at least one has room. */
  private long share(final long slots, final int of) {
    return (slots * of + weight - 1) / weight;
  }

  /**
   * The time until the first event of a random process that has {@code weight} events in a unit of
   * time: of several such processes, each is first with the probability of its share of the sum.
   * Where all weights are equal the order of the hashes is the same order, without the logarithm.
   */
  private double cost(final long hash, final int weight) {
    final double even = ((hash >>> 11) + 0.5) * UNIT;
    return equal ? -even : -Math.log(even) / weight;
  }
}
