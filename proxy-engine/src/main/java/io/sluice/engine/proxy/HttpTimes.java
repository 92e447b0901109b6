package io.sluice.engine.proxy;

import io.sluice.config.FrontendConfig;
import io.sluice.config.http.FrontendHttp;

/**
 * How long the HTTP clients of a frontend may take, nanoseconds; 0: for ever.
 *
 * @param clientNanos the client may be silent where it is its turn (HAProxy {@code timeout client})
 * @param requestNanos until the head of a request is whole (HAProxy {@code timeout http-request})
 * @param keepAliveNanos until the next request begins (HAProxy {@code timeout http-keep-alive})
 * @param tarpitNanos a client is held back for so long (HAProxy {@code timeout tarpit})
 */
public record HttpTimes(
    long clientNanos, long requestNanos, long keepAliveNanos, long tarpitNanos) {
  /** As HAProxy: what is not said is as long as the next wider. */
  static HttpTimes of(final FrontendConfig config) {
    final FrontendHttp http = config.http();
    final long clientNanos = SideTimeout.nanos(config.timeouts().client());
    final long requestNanos =
        http.requestTimeout().isPresent() ? SideTimeout.nanos(http.requestTimeout()) : clientNanos;
    final long keepAliveNanos =
        http.keepAliveTimeout().isPresent()
            ? SideTimeout.nanos(http.keepAliveTimeout())
            : requestNanos;
    final long tarpitNanos =
        http.tarpitTimeout().isPresent() ? SideTimeout.nanos(http.tarpitTimeout()) : clientNanos;
    return new HttpTimes(clientNanos, requestNanos, keepAliveNanos, tarpitNanos);
  }
}
