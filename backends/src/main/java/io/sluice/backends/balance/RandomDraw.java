package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import io.sluice.config.BalanceConfig;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * The least loaded, for its weight, of some servers drawn by chance; the chance of each is its
 * weight's share. Two draws keep the load nearly as even as a look at every server would, without
 * one, and without all load balancers running to the same server at once.
 *
 * <p>Full servers do not count as drawn. When all that were drawn are full, the first free one from
 * a random place is taken.
 *
 * <p>Source: HAProxy {@code balance random}; Mitzenmacher, "The Power of Two Choices in Randomized
 * Load Balancing", 2001.
 */
public final class RandomDraw implements Balancer {
  private final Server[] servers;
  private final int[] weights;

  /** Sums of the weights up to and with each server. */
  private final int[] upTo;

  private final int draws;
  private final LongSupplier random;

  /**
   * A balancer that is as random as told.
   *
   * @param draws 1 or more
   * @param random 64 random bits a call, from any thread
   */
  RandomDraw(
      final List<BalancerFactory.Candidate> candidates,
      final int draws,
      final LongSupplier random) {
    this.servers = Candidates.servers(candidates);
    this.weights = Candidates.weights(candidates);
    this.upTo = weights.clone();
    for (int i = 1; i < upTo.length; i++) {
      upTo[i] += upTo[i - 1];
    }
    this.draws = draws;
    this.random = random;
  }

  @Override
  public Server pick(final long key, final Server avoid) {
    int best = -1;
    long bestServed = 0;
    for (int i = 0; i < draws; i++) {
      final int drawn = draw();
      final Server server = servers[drawn];
      if (server != avoid && !server.full()) {
        final long served = server.served();
        if (best < 0 || served * weights[best] < bestServed * weights[drawn]) {
          best = drawn;
          bestServed = served;
        }
      }
    }
    return best < 0 ? anyFree(avoid) : servers[best];
  }

  private int draw() {
    final int point = Hash.below(upTo[upTo.length - 1], random.getAsLong());
    final int found = Arrays.binarySearch(upTo, point + 1);
    return found < 0 ? -found - 1 : found;
  }

  private Server anyFree(final Server avoid) {
    final int from = draw();
    Server last = null;
    for (int i = 0; i < servers.length; i++) {
      final Server server = servers[(from + i) % servers.length];
      if (!server.full()) {
        if (server != avoid) {
          return server;
        }
        last = server;
      }
    }
    return last;
  }

  /** Found by ServiceLoader. */
  public static final class Factory implements BalancerFactory {
    @Override
    public String name() {
      return "random";
    }

    @Override
    public Balancer create(
        final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
      if (!(config instanceof BalanceConfig.Random(final int draws)) || draws < 1) {
        throw new IllegalArgumentException(
            "random takes a number of draws from 1 and no options, not " + config);
      }
      return new RandomDraw(candidates, draws, () -> ThreadLocalRandom.current().nextLong());
    }
  }
}
