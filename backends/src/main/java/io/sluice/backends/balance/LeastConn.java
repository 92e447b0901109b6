package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import io.sluice.config.BalanceConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server with the fewest sessions for its weight; those that are equal take turns. Full servers
 * are passed over.
 *
 * <p>It looks at every server each time, which is fine up to some hundreds of them. Two event loops
 * that look at once see the same counts: the turn, an atomic number, sends them to different
 * servers among equals.
 *
 * <p>Source: HAProxy {@code balance leastconn}.
 */
public final class LeastConn implements Balancer {
  private final Server[] servers;
  private final int[] weights;

  /** Where the next look begins: after the server that was picked last. */
  private final AtomicInteger turn;

  private LeastConn(final List<BalancerFactory.Candidate> candidates, final LeastConn previous) {
    this.servers = Candidates.servers(candidates);
    this.weights = Candidates.weights(candidates);
    this.turn = new AtomicInteger(previous == null ? 0 : previous.turnIn(servers));
  }

  @Override
  public Server pick(final long key, final Server avoid) {
    for (; ; ) {
      final int from = turn.get();
      int best = least(from, avoid);
      if (best < 0) {
        best = least(from, null);
      }
      if (best < 0) {
        return null;
      }
      if (turn.compareAndSet(from, after(best))) {
        return servers[best];
      }
    }
  }

  private int least(final int from, final Server avoid) {
    int best = -1;
    long bestServed = 0;
    int at = from;
    for (int i = 0; i < servers.length; i++) {
      final Server server = servers[at];
      if (server != avoid && !server.full()) {
        final long served = server.served();
        if (best < 0 || served * weights[best] < bestServed * weights[at]) {
          best = at;
          bestServed = served;
        }
      }
      at = after(at);
    }
    return best;
  }

  private int after(final int at) {
    return at + 1 == servers.length ? 0 : at + 1;
  }

  /** The place, among others, of the one whose turn is next here; 0: none of these is there. */
  private int turnIn(final Server[] others) {
    final int from = turn.get();
    for (int i = 0; i < servers.length; i++) {
      final int found = List.of(others).indexOf(servers[(from + i) % servers.length]);
      if (found >= 0) {
        return found;
      }
    }
    return 0;
  }

  /** Found by ServiceLoader. */
  public static final class Factory implements BalancerFactory {
    @Override
    public String name() {
      return "leastconn";
    }

    @Override
    public Balancer create(
        final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
      return new LeastConn(candidates, previous instanceof final LeastConn old ? old : null);
    }
  }
}
