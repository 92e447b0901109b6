package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import io.sluice.config.BalanceConfig;
import java.util.List;

/**
 * Each server in turn, by its weight now, as evenly spread as the weights allow. All event loops
 * share one order; full servers are passed over.
 *
 * <p>Source: HAProxy {@code balance roundrobin}.
 */
public final class RoundRobin implements Balancer {
  private final Rotation rotation;

  private RoundRobin(final Rotation rotation) {
    this.rotation = rotation;
  }

  @Override
  public Server pick(final long key, final Server avoid) {
    return rotation.next(avoid);
  }

  /** Found by ServiceLoader. */
  public static final class Factory implements BalancerFactory {
    @Override
    public String name() {
      return "roundrobin";
    }

    @Override
    public Balancer create(
        final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
      return new RoundRobin(
          new Rotation(
              Candidates.servers(candidates),
              Candidates.weights(candidates),
              previous instanceof final RoundRobin old ? old.rotation : null));
    }
  }
}
