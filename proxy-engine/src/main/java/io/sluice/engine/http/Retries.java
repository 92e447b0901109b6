package io.sluice.engine.http;

import io.sluice.config.http.BackendHttp.RetryOn;
import java.util.Set;

/** Which statuses may be tried again. Stateless. */
final class Retries {
  private Retries() {}

  /** Whether more than a failed connect may be tried again, so that requests are to be kept. */
  static boolean ofResponses(final Set<RetryOn> on) {
    return on.size() > (on.contains(RetryOn.CONN_FAILURE) ? 1 : 0);
  }

  /** What a status is called in {@code retry-on}; null: it cannot be named there. */
  static RetryOn of(final int status) {
    return switch (status) {
      case 401 -> RetryOn.STATUS_401;
      case 403 -> RetryOn.STATUS_403;
      case 404 -> RetryOn.STATUS_404;
      case 408 -> RetryOn.STATUS_408;
      case 425 -> RetryOn.STATUS_425;
      case 429 -> RetryOn.STATUS_429;
      case 500 -> RetryOn.STATUS_500;
      case 501 -> RetryOn.STATUS_501;
      case 502 -> RetryOn.STATUS_502;
      case 503 -> RetryOn.STATUS_503;
      case 504 -> RetryOn.STATUS_504;
      default -> null;
    };
  }
}
