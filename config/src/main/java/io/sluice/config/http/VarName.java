package io.sluice.config.http;

/**
 * A variable's name.
 *
 * @param scope how long it lives
 * @param name letters, digits, underscores and dots
 */
public record VarName(Scope scope, String name) {
  /** Source: HAProxy configuration manual, {@code set-var}. */
  public enum Scope {
    /** The process. */
    PROC,
    /** The client's connection. */
    SESS,
    /** The request and its response. */
    TXN,
    /** While the request is worked on. */
    REQ,
    /** While the response is worked on. */
    RES
  }
}
