package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.config.BalanceConfig;
import java.util.List;

/**
 * Makes balancers that go by a hash of the client's address: a client comes back to its server
 * while the servers stay the same.
 *
 * <p>Source: HAProxy {@code balance source}, {@code hash-type}.
 */
public final class Source implements BalancerFactory {
  @Override
  public String name() {
    return "source";
  }

  @Override
  public Balancer create(
      final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
    if (!(config instanceof BalanceConfig.Source(final BalanceConfig.Hashing hash))) {
      throw new IllegalArgumentException("source takes a hash type and no options, not " + config);
    }
    return switch (hash.type()) {
      case MAP_BASED -> new MapSource(candidates);
      case CONSISTENT -> new ConsistentSource(candidates, hash.balanceFactor());
    };
  }
}
