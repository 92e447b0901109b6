package io.sluice.engine.http1;

/** What the Connection field of a forwarded head says about the connection it is sent on. */
public enum ConnectionOption {
  /** Nothing: what the version implies. */
  NONE,
  /** {@code close}: it is closed after this exchange. */
  CLOSE,
  /** {@code keep-alive}: it stays open, although the version is 1.0. */
  KEEP_ALIVE
}
