package io.sluice.engine.http1;

/**
 * How a request names its target.
 *
 * <p>Source: RFC 9112 section 3.2.
 */
public enum TargetForm {
  /** {@code /path?query}. */
  ORIGIN,
  /** {@code http://authority/path?query}. */
  ABSOLUTE,
  /** {@code host:port}, of CONNECT alone. */
  AUTHORITY,
  /** {@code *}, of OPTIONS alone. */
  ASTERISK
}
