package io.sluice.engine.proxy;

import io.sluice.engine.sample.Endpoint;

/**
 * The ends of a client's connection as rules say, for all of the connection or for one exchange.
 * Confined to its worker.
 *
 * <p>Source: HAProxy configuration manual, {@code set-src}, {@code set-dst}.
 */
final class ToldEnds {
  private Endpoint source;
  private Endpoint destination;
  private Endpoint connectionSource;
  private Endpoint connectionDestination;

  /** Another exchange begins. */
  void begin() {
    source = null;
    destination = null;
  }

  /** Null: no rule said it. */
  Endpoint source() {
    return source == null ? connectionSource : source;
  }

  /** Null: no rule said it. */
  Endpoint destination() {
    return destination == null ? connectionDestination : destination;
  }

  /**
   * Says who the client is.
   *
   * @param forConnection for all exchanges of the connection; else for this one
   */
  void setSource(final Endpoint end, final boolean forConnection) {
    if (forConnection) {
      connectionSource = end;
    } else {
      source = end;
    }
  }

  /** Says where it meant to go, in the same way. */
  void setDestination(final Endpoint end, final boolean forConnection) {
    if (forConnection) {
      connectionDestination = end;
    } else {
      destination = end;
    }
  }
}
