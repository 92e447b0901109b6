package io.sluice.engine.http;

import java.util.concurrent.TimeUnit;

/**
 * Whose turn it is in an exchange, and how long he has left, nanoseconds; {@link Long#MAX_VALUE}:
 * for ever. Confined to its worker.
 *
 * <p>A side can be late only while it is its turn: the client to take what is kept for it, or to
 * send its body while the server takes it; the server to take what is kept for it, or to answer a
 * whole request.
 */
final class Timeouts {
  private final Parties parties;
  private final RequestWay up;
  private final Timing timing;
  private long upActiveNanos;
  private long downActiveNanos;
  private long tarpitNanos;

  Timeouts(final Parties parties, final RequestWay up, final Timing timing) {
    this.parties = parties;
    this.up = up;
    this.timing = timing;
  }

  /** Something begins: nobody is late. */
  void begin(final long nowNanos) {
    upActiveNanos = nowNanos;
    downActiveNanos = nowNanos;
  }

  /** Bytes of the request moved. */
  void noteUp(final long nowNanos) {
    upActiveNanos = nowNanos;
  }

  /** Bytes of the response moved. */
  void noteDown(final long nowNanos) {
    downActiveNanos = nowNanos;
  }

  void beginTarpit(final long nowNanos) {
    tarpitNanos = nowNanos;
  }

  /** Before a client in the tarpit is answered. */
  long tarpitLeft(final long nowNanos) {
    return tarpitNanos + parties.frontend.http().tarpitNanos() - nowNanos;
  }

  /** For the client to send the body that is waited for. */
  long bodyLeft(final long nowNanos) {
    return left(parties.frontend.http().requestNanos(), timing.headNanos, nowNanos);
  }

  /** For the client to take the last bytes. */
  long flushLeft(final long nowNanos) {
    return left(parties.frontend.http().clientNanos(), downActiveNanos, nowNanos);
  }

  /** For the client, while a server is connected. */
  long clientLeft(final long nowNanos) {
    final long clientNanos = parties.frontend.http().clientNanos();
    final long toTake =
        parties.client.sink().hasPending()
            ? left(clientNanos, downActiveNanos, nowNanos)
            : Long.MAX_VALUE;
    final long toGive =
        up.isWhole() || up.hasPending()
            ? Long.MAX_VALUE
            : left(clientNanos, lastActiveNanos(), nowNanos);
    return Math.min(toTake, toGive);
  }

  /** For the server. */
  long serverLeft(final long nowNanos) {
    final boolean isServersTurn =
        up.hasPending() || (up.isWhole() && !parties.client.sink().hasPending());
    return isServersTurn ? left(serverNanos(), lastActiveNanos(), nowNanos) : Long.MAX_VALUE;
  }

  private long lastActiveNanos() {
    return Math.max(upActiveNanos, downActiveNanos);
  }

  /** As a rule said it, or as configured; 0: none. */
  private long serverNanos() {
    final long millis = parties.transaction().serverTimeoutMillis;
    return millis > 0 ? TimeUnit.MILLISECONDS.toNanos(millis) : parties.backend.serverNanos();
  }

  private static long left(final long timeoutNanos, final long sinceNanos, final long nowNanos) {
    return timeoutNanos == 0 ? Long.MAX_VALUE : timeoutNanos - (nowNanos - sinceNanos);
  }
}
