package io.sluice.config;

/** What a proxy understands of the bytes it carries (HAProxy {@code mode}). */
public enum Mode {
  /** Bytes, in both directions, until both ends are done. */
  TCP,
  /** Requests and responses of HTTP/1. */
  HTTP
}
