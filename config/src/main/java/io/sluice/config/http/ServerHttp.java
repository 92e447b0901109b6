package io.sluice.config.http;

import java.time.Duration;
import java.util.Optional;

/**
 * What is said of HTTP to one server alone.
 *
 * @param cookie its value in the backend's cookie (HAProxy {@code cookie} of a server); empty: no
 *     client is led back to it by the cookie
 * @param poolMaxConn idle connections that are kept for all event loops together, 0: none; -1: any
 *     number (HAProxy {@code pool-max-conn})
 * @param poolPurgeDelay how long one may be idle (HAProxy {@code pool-purge-delay})
 */
public record ServerHttp(Optional<String> cookie, int poolMaxConn, Duration poolPurgeDelay) {
  /** What holds where nothing is said. */
  public static final ServerHttp DEFAULT =
      new ServerHttp(Optional.empty(), -1, Duration.ofSeconds(5));
}
