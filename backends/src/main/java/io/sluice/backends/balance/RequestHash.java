package io.sluice.backends.balance;

import io.sluice.backends.Balancer;
import io.sluice.backends.BalancerFactory;
import io.sluice.backends.Server;
import io.sluice.config.BalanceConfig;
import java.util.List;

/**
 * A server by a hash of something in the request, which the caller made; each in turn where the
 * request has no such thing.
 *
 * <p>Source: HAProxy {@code balance uri}, {@code url_param}, {@code hdr}, {@code hash}, {@code
 * rdp-cookie}.
 */
public final class RequestHash implements Balancer {
  private final Balancer hashed;
  private final Rotation rotation;

  private RequestHash(final Balancer hashed, final Rotation rotation) {
    this.hashed = hashed;
    this.rotation = rotation;
  }

  @Override
  public boolean keyed() {
    return true;
  }

  @Override
  public Server pick(final long key, final Server avoid) {
    return key == NO_KEY ? rotation.next(avoid) : hashed.pick(key, avoid);
  }

  private static Balancer create(
      final BalanceConfig config,
      final List<BalancerFactory.Candidate> candidates,
      final Balancer previous) {
    if (!(config instanceof final BalanceConfig.ByRequest byRequest)) {
      throw new IllegalArgumentException(config.name() + " takes a hash type, not " + config);
    }
    final Balancer hashed =
        switch (byRequest.hash().type()) {
          case MAP_BASED -> new MapHash(candidates);
          case CONSISTENT -> new ConsistentSource(candidates, byRequest.hash().balanceFactor());
        };
    final Rotation rotation =
        new Rotation(
            Candidates.servers(candidates),
            Candidates.weights(candidates),
            previous instanceof final RequestHash old ? old.rotation : null);
    return new RequestHash(hashed, rotation);
  }

  /** What the factories share: the algorithms differ in where the key comes from alone. */
  abstract static class Factory implements BalancerFactory {
    private final String name;

    Factory(final String name) {
      this.name = name;
    }

    @Override
    public final String name() {
      return name;
    }

    @Override
    public final Balancer create(
        final BalanceConfig config, final List<Candidate> candidates, final Balancer previous) {
      return RequestHash.create(config, candidates, previous);
    }
  }

  /** {@code uri}. Found by ServiceLoader, as the others. */
  public static final class Uri extends Factory {
    /** For ServiceLoader. */
    public Uri() {
      super("uri");
    }
  }

  /** {@code url_param}. */
  public static final class UrlParam extends Factory {
    /** For ServiceLoader. */
    public UrlParam() {
      super("url_param");
    }
  }

  /** {@code hdr}. */
  public static final class Header extends Factory {
    /** For ServiceLoader. */
    public Header() {
      super("hdr");
    }
  }

  /** {@code hash}. */
  public static final class Sample extends Factory {
    /** For ServiceLoader. */
    public Sample() {
      super("hash");
    }
  }

  /** {@code rdp-cookie}. */
  public static final class RdpCookie extends Factory {
    /** For ServiceLoader. */
    public RdpCookie() {
      super("rdp-cookie");
    }
  }
}
