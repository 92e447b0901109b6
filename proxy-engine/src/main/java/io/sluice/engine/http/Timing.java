package io.sluice.engine.http;

/**
 * When a request came to which point, by the monotonic clock, nanoseconds; 0: not yet. Confined to
 * its exchange's worker.
 */
final class Timing {
  /** When the connection was accepted, or the request before it was over. */
  long beganNanos;

  /** The same by the wall clock, milliseconds since the epoch. */
  long beganMillis;

  /** Its first byte came. */
  long firstByteNanos;

  /** Its head was whole. */
  long headNanos;

  /** The head of the response was whole. */
  long respondedNanos;

  /** Begins with a request that is awaited. */
  void begin(final long nowNanos, final long nowMillis) {
    beganNanos = nowNanos;
    beganMillis = nowMillis;
    firstByteNanos = 0;
    headNanos = 0;
    respondedNanos = 0;
  }
}
