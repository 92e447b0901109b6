package io.sluice.engine.proxy;

import io.sluice.config.ServerConfig;
import java.util.concurrent.TimeUnit;

/**
 * How many idle connections to a server are kept, and for how long.
 *
 * @param most over all workers; -1: as many as the process may have (HAProxy {@code pool-max-conn})
 * @param purgeNanos one is closed that was idle for so long (HAProxy {@code pool-purge-delay})
 */
public record PoolSettings(int most, long purgeNanos) {
  /** HAProxy's own. */
  public static final PoolSettings DEFAULT = new PoolSettings(-1, TimeUnit.SECONDS.toNanos(5));

  /** What a server's line says. */
  public static PoolSettings of(final ServerConfig server) {
    return new PoolSettings(server.http().poolMaxConn(), server.http().poolPurgeDelay().toNanos());
  }

  boolean keepsNone() {
    return most == 0 || purgeNanos == 0;
  }
}
