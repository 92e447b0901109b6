package io.sluice.config.http;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An answer that Sluice gives by itself.
 *
 * @param status empty: the one that belongs to the action
 * @param contentType of the body; empty: what fits the body
 * @param headers beyond those that any answer has
 */
public record Reply(
    OptionalInt status, Optional<String> contentType, Body body, List<Header> headers) {
  public Reply {
    headers = List.copyOf(headers);
  }

  /** A header field whose value is made for each answer. */
  public record Header(String name, LogFormat value) {}

  /** What stands in an answer's body. */
  public sealed interface Body {}

  /** The page of the status, as the proxy has it. */
  public record Page() implements Body {}

  /** Nothing. */
  public record Empty() implements Body {}

  /** The same for all (HAProxy {@code string}, {@code file}): the bytes were read at start. */
  public record Fixed(String bytes) implements Body {}

  /** Made for each (HAProxy {@code lf-string}, {@code lf-file}). */
  public record Made(LogFormat format) implements Body {}

  /**
   * A whole answer, with its head (HAProxy {@code errorfile}).
   *
   * @param bytes one character for each byte
   */
  public record Raw(String bytes) implements Body {}
}
