package com.example.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import io.sluice.config.BalanceConfig;
import java.util.List;

/** Stays with one server until it is full or gone, and then with the next. */
public final class Stay implements BalancerFactory {
  @Override
  public String name() {
    return "stay";
  }

  @Override
  public Balancer create(
      final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
    final Server[] servers = candidates.stream().map(Candidate::server).toArray(Server[]::new);
    final Server last = previous instanceof final Staying old ? old.current : null;
    return new Staying(servers, last == null ? first(config) : last.name());
  }

  private static String first(final BalanceConfig config) {
    if (config instanceof BalanceConfig.Custom(_, final var options)) {
      for (final String option : options.keySet()) {
        if (!option.equals("start")) {
          throw new IllegalArgumentException(
              "stay: unknown option " + option + "; there is start, the name of a server");
        }
      }
      return options.getOrDefault("start", "");
    }
    return "";
  }

  /** Asked by every event loop: what changes is volatile, and picking allocates nothing. */
  private static final class Staying implements Balancer {
    private final Server[] servers;
    private volatile Server current;

    private Staying(final Server[] servers, final String start) {
      this.servers = servers;
      this.current = servers[0];
      for (final Server server : servers) {
        if (server.name().equals(start)) {
          current = server;
        }
      }
    }

    @Override
    public Server pick(final long key, final Server avoid) {
      final Server staying = current;
      if (staying != avoid && !staying.full()) {
        return staying;
      }
      for (final Server server : servers) {
        if (server != avoid && !server.full()) {
          current = server;
          return server;
        }
      }
      return staying.full() ? null : staying;
    }
  }
}
