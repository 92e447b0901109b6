package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import io.sluice.config.BalanceConfig;
import java.util.List;

/**
 * Each server in turn, by the weights of the file: slow start does not act. Otherwise as {@link
 * RoundRobin}.
 *
 * <p>Source: HAProxy {@code balance static-rr}.
 */
public final class StaticRoundRobin implements Balancer {
  private final Rotation rotation;

  private StaticRoundRobin(final Rotation rotation) {
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
      return "static-rr";
    }

    @Override
    public Balancer create(
        final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
      return new StaticRoundRobin(
          new Rotation(
              Candidates.servers(candidates),
              Candidates.configuredWeights(candidates),
              previous instanceof final StaticRoundRobin old ? old.rotation : null));
    }
  }
}
