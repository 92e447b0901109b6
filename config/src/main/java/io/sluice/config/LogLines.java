package io.sluice.config;

/**
 * What the lines of a frontend look like.
 *
 * @param style how a line is made
 * @param separateErrors whether lines that tell of an error have the level err, and not info
 *     (HAProxy {@code option log-separate-errors})
 */
public record LogLines(Style style, boolean separateErrors) {
  /** What holds where nothing is said. */
  public static final LogLines DEFAULT = new LogLines(Style.MODE, false);

  /** How a line is made. */
  public enum Style {
    /** By the frontend's own format where it has one, else as its mode wants it. */
    MODE,
    /** HAProxy {@code option tcplog}. */
    TCP,
    /** HAProxy {@code option httplog}. */
    HTTP,
    /** A JSON object. */
    JSON
  }
}
