package io.sluice.engine.http;

import io.sluice.engine.transport.Connection;
import java.util.concurrent.TimeUnit;

/**
 * Closes a client's connection without losing the last answer: the client takes what it is sent,
 * then the stream is ended, and what still comes is thrown away for a while. A close with bytes
 * unread would be an RST, which could overtake the answer. Confined to its worker.
 *
 * <p>Source: RFC 9112 section 9.6.
 */
final class Farewell {
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Connection client;
  private final ClientStream stream;
  private boolean mustLinger;
  private boolean lingers;

  /** When the step began that a deadline counts from. */
  private long sinceNanos;

  Farewell(final Connection client, final ClientStream stream) {
    this.client = client;
    this.stream = stream;
  }

  /** More may come of the client, whatever it is told. */
  void expectMore() {
    mustLinger = true;
  }

  void begin(final long nowNanos) {
    sinceNanos = nowNanos;
    mustLinger |= stream.hasUnread();
  }

  /** Goes on. Returns whether the connection can be closed. */
  boolean proceed(final long nowNanos) {
    final Sink out = stream.sink();
    if (!lingers) {
      out.flush();
      if (out.hasPending()) {
        return false;
      }
      if (!mustLinger || out.isBroken()) {
        return true;
      }
      lingers = true;
      sinceNanos = nowNanos;
      client.shutdownOutput();
    }
    return stream.discard();
  }

  /** Before the client is waited for no longer, nanoseconds; Long.MAX_VALUE: it is for ever. */
  long leftNanos(final long clientNanos, final long nowNanos) {
    final long timeoutNanos = lingers ? LINGER_NANOS : clientNanos;
    return timeoutNanos == 0 ? Long.MAX_VALUE : timeoutNanos - (nowNanos - sinceNanos);
  }

  /** The client let its time go by: one that did not take its answer is told that it is cut. */
  void giveUp() {
    if (!lingers) {
      client.reset();
    }
  }
}
