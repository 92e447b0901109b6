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
   * @param hash how the hash finds a server (HAProxy {@code hash-type}); its function and avalanche
   *     do not act here
   */
  record Source(Hashing hash) implements BalanceConfig {
    public Source(final HashType type) {
      this(Hashing.of(type));
    }

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

  /** By a hash of something in the request; each in turn where that is not there. */
  sealed interface ByRequest extends BalanceConfig {
    /** How the hash is made, and how it finds a server (HAProxy {@code hash-type}). */
    Hashing hash();
  }

  /**
   * By a hash of the request's target.
   *
   * @param whole whether its query counts too
   * @param pathOnly whether the authority of an absolute target does not count
   * @param length only so many of its bytes count; 0: all
   * @param depth only so many of its directories count, one for each slash; 0: all
   */
  record Uri(Hashing hash, boolean whole, boolean pathOnly, int length, int depth)
      implements ByRequest {
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
  record UrlParam(Hashing hash, String parameter, boolean checkPost) implements ByRequest {
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
  record Header(Hashing hash, String field, boolean domainOnly) implements ByRequest {
    @Override
    public String name() {
      return "hdr";
    }
  }

  /** By a hash of an RDP cookie, such as {@code mstshash}; without it, each in turn. */
  record RdpCookie(Hashing hash, String cookie) implements ByRequest {
    @Override
    public String name() {
      return "rdp-cookie";
    }
  }

  /** By a hash of a sample of the request; without it, each in turn. */
  record Hash(Hashing hash, SampleExpr key) implements ByRequest {
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

  /**
   * From a key to a server.
   *
   * @param avalanche whether the hash is mixed once more
   * @param balanceFactor how far a server's sessions may be above its share, in percent, above 100;
   *     0: as far as they come. {@link HashType#CONSISTENT} only (HAProxy {@code
   *     hash-balance-factor})
   */
  record Hashing(HashType type, HashFunction function, boolean avalanche, int balanceFactor) {
    /** What holds where nothing is said of the function. */
    public static Hashing of(final HashType type) {
      return new Hashing(type, HashFunction.SDBM, type == HashType.CONSISTENT, 0);
    }

    /** The same, with another balance factor. */
    public Hashing withBalanceFactor(final int percent) {
      return new Hashing(type, function, avalanche, percent);
    }
  }

  /** How a key becomes a number of 32 bits. */
  enum HashFunction {
    SDBM,
    DJB2,
    WT6,
    CRC32
  }
}
