package io.sluice.engine.http1;

/**
 * What follows a head.
 *
 * <p>Source: RFC 9112 section 6.
 */
public enum Framing {
  /** Nothing: no body, or one of length 0. */
  NONE,
  /** As many bytes as Content-Length says, at least 1. */
  LENGTH,
  /** Chunks, which {@link ChunkedBody} reads. */
  CHUNKED,
  /** All that comes until the server ends the connection. Of responses alone. */
  UNTIL_CLOSE
}
