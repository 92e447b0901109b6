package io.sluice.engine.http;

/** How moving the bytes of a body stopped. */
enum Moved {
  /** Its end was reached. */
  DONE,
  /** It is the source's turn. */
  WAITS_FOR_SOURCE,
  /** It is the sink's turn. */
  WAITS_FOR_SINK,
  /** There may be more; others have their turn first. */
  YIELDS,
  /** The source ended its stream before the end of the body. */
  ENDED,
  /** The source broke. */
  RESET,
  /** The source's chunks are wrong. */
  REFUSED,
  /** The sink broke. */
  SINK_BROKE
}
