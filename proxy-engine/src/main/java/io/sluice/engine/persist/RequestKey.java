package io.sluice.engine.persist;

import io.sluice.backends.Balancer;
import io.sluice.config.BalanceConfig;
import io.sluice.config.BalanceConfig.ByRequest;
import io.sluice.config.BalanceConfig.Hashing;
import io.sluice.config.http.Call;
import io.sluice.config.http.SampleExpr;
import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Expression;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.convert.Hashes;
import java.util.List;
import java.util.function.Function;

/**
 * The key of a request for an algorithm that goes by it, as HAProxy makes it. Immutable; shared by
 * all workers; allocates nothing.
 *
 * <p>Source: HAProxy {@code balance}, {@code hash-type}.
 */
public final class RequestKey {
  /** What is hashed of a request. */
  @FunctionalInterface
  interface Part {
    /**
     * The key.
     *
     * @return {@link Balancer#NO_KEY}: the request has no such part
     */
    long key(Transaction txn, RequestKey hash);
  }

  private final Part part;
  private final Hashes.Function function;
  private final boolean avalanche;
  private final boolean waitsForBody;

  private RequestKey(final Part part, final Hashing hashing, final boolean waitsForBody) {
    this.part = part;
    this.avalanche = hashing.avalanche();
    this.waitsForBody = waitsForBody;
    this.function =
        switch (hashing.function()) {
          case SDBM -> Hashes::sdbm;
          case DJB2 -> Hashes::djb2;
          case WT6 -> Hashes::wt6;
          case CRC32 -> Hashes::crc32;
        };
  }

  /**
   * Compiles it.
   *
   * @param samples compiles an expression
   * @return null: the algorithm does not go by the request
   */
  public static RequestKey of(
      final BalanceConfig config, final Function<SampleExpr, Expression> samples) {
    if (!(config instanceof final ByRequest byRequest)) {
      return null;
    }
    final Part part =
        switch (byRequest) {
          case BalanceConfig.Uri uri -> new UriPart(uri);
          case BalanceConfig.UrlParam param ->
              new ParameterPart(param.parameter(), param.checkPost());
          case BalanceConfig.Header header -> new HeaderPart(header.field(), header.domainOnly());
          case BalanceConfig.Hash hash -> new SamplePart(samples.apply(hash.key()));
          case BalanceConfig.RdpCookie rdp -> new SamplePart(samples.apply(rdp(rdp.cookie())));
        };
    final boolean body = byRequest instanceof final BalanceConfig.UrlParam p && p.checkPost();
    return new RequestKey(part, byRequest.hash(), body);
  }

  private static SampleExpr rdp(final String cookie) {
    return new SampleExpr(new Call("req.rdp_cookie", List.of(cookie)), List.of(), SampleType.STR);
  }

  /** Whether the body of a POST has to be there, as far as it fits, before the key is asked for. */
  public boolean waitsForBody() {
    return waitsForBody;
  }

  /** The key; {@link Balancer#NO_KEY}: the request lacks what it is made of. */
  public long of(final Transaction txn) {
    return part.key(txn, this);
  }

  /** A number of 32 bits for some bytes. */
  long hash(final byte[] bytes, final int from, final int to) {
    final long hash = function.of(bytes, from, to - from);
    return avalanche ? Hashes.avalanche(hash) : hash;
  }
}
