package io.sluice.config;

import java.util.Map;

/** How a backend picks a server for a new session (HAProxy {@code balance}). */
public sealed interface BalanceConfig {
  /** The name it has in a configuration, such as {@code roundrobin}. */
  String name();

  /**
   * Each in turn, by weight, as evenly spread as the weights allow; weights may change while it
   * runs.
   */
  record RoundRobin() implements BalanceConfig {
    @Override
    public String name() {
      return "roundrobin";
    }
  }

  /** Each in turn, by the weights of the file; slow start and changed weights do not act. */
  record StaticRoundRobin() implements BalanceConfig {
    @Override
    public String name() {
      return "static-rr";
    }
  }

  /** The one with the fewest sessions for its weight. */
  record LeastConn() implements BalanceConfig {
    @Override
    public String name() {
      return "leastconn";
    }
  }

  /**
   * By a hash of the client's address.
   *
   * @param hash how the hash finds a server (HAProxy {@code hash-type})
   */
  record Source(HashType hash) implements BalanceConfig {
    @Override
    public String name() {
      return "source";
    }
  }

  /** The first of the file that has a free slot. */
  record First() implements BalanceConfig {
    @Override
    public String name() {
      return "first";
    }
  }

  /**
   * The least loaded of some drawn by chance.
   *
   * @param draws how many are drawn, 1 or more
   */
  record Random(int draws) implements BalanceConfig {
    @Override
    public String name() {
      return "random";
    }
  }

  /**
   * An algorithm that was added by ServiceLoader.
   *
   * @param name its name
   * @param options what the configuration says to it, as text
   */
  record Custom(String name, Map<String, String> options) implements BalanceConfig {
    public Custom {
      options = Map.copyOf(options);
    }
  }

  /** How a hash finds a server. */
  enum HashType {
    /** An array of servers by weight: even, but most clients move when a server comes or goes. */
    MAP_BASED,
    /** Each client ranks the servers by a hash of both: only the clients of a lost server move. */
    CONSISTENT
  }
}
