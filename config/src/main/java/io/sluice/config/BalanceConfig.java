package io.sluice.config;

import io.sluice.config.http.SampleExpr;
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
   * By a hash of the request's target.
   *
   * @param whole whether its query counts too
   * @param pathOnly whether the authority of an absolute target does not count
   * @param length only so many of its bytes count; 0: all
   * @param depth only so many of its directories count, one for each slash; 0: all
   */
  record Uri(HashType hash, boolean whole, boolean pathOnly, int length, int depth)
      implements BalanceConfig {
    @Override
    public String name() {
      return "uri";
    }
  }

  /**
   * By a hash of a parameter of the query; without it, each in turn.
   *
   * @param checkPost whether it is looked for in the body of a POST too
   */
  record UrlParam(HashType hash, String parameter, boolean checkPost) implements BalanceConfig {
    @Override
    public String name() {
      return "url_param";
    }
  }

  /**
   * By a hash of a header field of the request; without it, each in turn.
   *
   * @param domainOnly whether only the main part of a host name counts (HAProxy {@code
   *     use_domain_only})
   */
  record Header(HashType hash, String field, boolean domainOnly) implements BalanceConfig {
    @Override
    public String name() {
      return "hdr";
    }
  }

  /** By a hash of an RDP cookie, such as {@code mstshash}; without it, each in turn. */
  record RdpCookie(HashType hash, String cookie) implements BalanceConfig {
    @Override
    public String name() {
      return "rdp-cookie";
    }
  }

  /** By a hash of a sample of the request; without it, each in turn. */
  record Hash(HashType hash, SampleExpr key) implements BalanceConfig {
    @Override
    public String name() {
      return "hash";
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
