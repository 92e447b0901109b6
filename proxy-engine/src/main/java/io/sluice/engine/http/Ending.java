package io.sluice.engine.http;

/** What becomes of a client's connection behind an exchange. */
enum Ending {
  /** The next request may come. */
  KEEP,
  /** It is closed, when the client has what it was sent. */
  CLOSE,
  /** It is cut, so that the client does not take what it has for the whole. */
  RESET
}
