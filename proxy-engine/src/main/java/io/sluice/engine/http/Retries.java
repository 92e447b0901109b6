package io.sluice.engine.http;

import io.sluice.config.http.BackendHttp.RetryOn;
import java.util.Set;

/**
 * Whether a request that failed may be tried again. Confined to its worker.
 *
 * <p>Two things are told apart: an idle connection that had died before anything was sent back is
 * replaced once, whatever is configured, where that is safe; and what {@code retry-on} names is
 * tried again as often as {@code retries} says.
 *
 * <p>Source: RFC 9110 section 9.2.2; HAProxy {@code retry-on}.
 */
final class Retries {
  private final Parties parties;
  private final RequestWay up;
  private final ResponseWay down;
  private boolean reconnected;

  Retries(final Parties parties, final RequestWay up, final ResponseWay down) {
    this.parties = parties;
    this.up = up;
    this.down = down;
  }

  /** Begins with a request that was not tried yet. */
  void begin() {
    reconnected = false;
  }

  /** Whether requests are to be kept for another try. */
  boolean needWholeRequest() {
    return ofResponses(on());
  }

  /**
   * Whether a request on an idle connection that died is to be sent on a new one. To be asked once.
   */
  boolean takeReconnect() {
    final boolean may =
        down.isEmpty()
            && parties.dispatch.reused()
            && !reconnected
            && up.isReplayable()
            && mayRepeat();
    reconnected |= may;
    return may;
  }

  /** Whether doing it twice does no harm, or the server cannot have seen it. */
  private boolean mayRepeat() {
    return parties.request.method().isIdempotent() || up.isUnseen();
  }

  /** Whether {@code retry-on} names it, and the request is still here. */
  boolean allow(final RetryOn what) {
    return on().contains(what)
        && up.isReplayable()
        && !down.headSent()
        && !parties.transaction().sentOnce;
  }

  /** Whether {@code retry-on} names a status, and the request is still here. */
  boolean allow(final int status) {
    if (status < 400 || !needWholeRequest()) {
      return false;
    }
    final RetryOn what = of(status);
    return what != null && allow(what);
  }

  private Set<RetryOn> on() {
    return parties.backend.config().http().retryOn();
  }

  /** Whether more than a failed connect may be tried again. */
  private static boolean ofResponses(final Set<RetryOn> on) {
    return on.size() > (on.contains(RetryOn.CONN_FAILURE) ? 1 : 0);
  }

  /** What a status is called in {@code retry-on}; null: it cannot be named there. */
  private static RetryOn of(final int status) {
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
