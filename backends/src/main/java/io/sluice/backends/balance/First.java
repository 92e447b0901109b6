package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import io.sluice.config.BalanceConfig;
import java.util.List;

/**
 * The first server, in the order of the file, that has a free slot. Weights do not act; without
 * maxconn the first gets everything.
 *
 * <p>Source: HAProxy {@code balance first}.
 */
public final class First implements Balancer {
  private final Server[] servers;

  private First(final Server[] servers) {
    this.servers = servers;
  }

  @Override
  public Server pick(final long key, final Server avoid) {
    Server last = null;
    for (final Server server : servers) {
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
      return "first";
    }

    @Override
    public Balancer create(
        final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
      return new First(Candidates.servers(candidates));
    }
  }
}
