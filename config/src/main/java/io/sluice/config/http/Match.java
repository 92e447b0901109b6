package io.sluice.config.http;

/**
 * How a sample is compared with patterns.
 *
 * <p>Source: HAProxy configuration manual, "Using ACLs": {@code -m}.
 */
public enum Match {
  /** There is a sample at all; no patterns. */
  FOUND,
  /** True; no patterns. */
  BOOL,
  /** Within one of the ranges of integers. */
  INT,
  /** In one of the networks. */
  IP,
  /** The same bytes, written in hexadecimal. */
  BIN,
  /** As long as one of the integers says. */
  LEN,
  /** The same text. */
  STR,
  /** Holds one. */
  SUB,
  /** One regular expression finds something. */
  REG,
  /** Begins with one. */
  BEG,
  /** Ends with one. */
  END,
  /** Holds one between slashes. */
  DIR,
  /** Holds one between dots. */
  DOM
}
