package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import java.util.List;

/**
 * A server by the key, out of an array that holds each as often as its weight says. As even as the
 * keys are, but most clients move when a server comes or goes.
 *
 * <p>The weights are those of the file: with those of a slow start, clients would move with every
 * step.
 *
 * <p>Source: HAProxy {@code balance source} with {@code hash-type map-based}.
 */
final class MapSource implements Balancer {
  private final Server[] map;

  MapSource(final List<BalancerFactory.Candidate> candidates) {
    this.map =
        SmoothOrder.of(Candidates.servers(candidates), Candidates.configuredWeights(candidates));
  }

  @Override
  public boolean keyed() {
    return true;
  }

  @Override
  public Server pick(final long key, final Server avoid) {
    final int place = Hash.below(map.length, Hash.mix(key));
    for (int i = 0; i < map.length; i++) {
      final Server server = map[(place + i) % map.length];
      if (server != avoid) {
        return server;
      }
    }
    return map[place];
  }
}
