package io.sluice.config.http;

/**
 * What a sample is.
 *
 * <p>Source: HAProxy configuration manual, "Sample fetches: types".
 */
public enum SampleType {
  /** Yes or no. */
  BOOL,
  /** A signed 64-bit integer. */
  SINT,
  /** An IPv4 address. */
  IPV4,
  /** An IPv6 address. */
  IPV6,
  /** An address of either family. */
  ADDR,
  /** Text. */
  STR,
  /** Bytes. */
  BIN,
  /** An HTTP method. */
  METH,
  /** Known only when it is there, such as a variable's. */
  ANY
}
