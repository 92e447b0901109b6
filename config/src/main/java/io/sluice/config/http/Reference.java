package io.sluice.config.http;

/**
 * A name in a rule of something that must be elsewhere in the configuration.
 *
 * @param name empty for what belongs to the proxy itself, such as its own table; for {@link
 *     Kind#SERVER} maybe with its backend before a slash; for captures the slot's number
 * @param offset where it stands in the text
 */
public record Reference(Kind kind, String name, int offset) {
  /** What is named. */
  public enum Kind {
    TABLE,
    BACKEND,
    FRONTEND,
    SERVER,
    USERLIST,
    REQUEST_CAPTURE,
    RESPONSE_CAPTURE,
    /** Patterns or a map. */
    FILE
  }
}
