package io.sluice.backends;

import io.sluice.config.BalanceConfig;
import java.util.List;
import java.util.Set;

/** The balancing algorithms there are, by name. Immutable. */
public final class Balancers {
  /** Those that ServiceLoader finds on the class path, the built-in ones among them. */
  public static Balancers load() {
    throw new UnsupportedOperationException();
  }

  public Set<String> names() {
    throw new UnsupportedOperationException();
  }

  Balancer create(
      final BalanceConfig config,
      final List<BalancerFactory.Candidate> candidates,
      final Balancer previous) {
    throw new UnsupportedOperationException();
  }
}
