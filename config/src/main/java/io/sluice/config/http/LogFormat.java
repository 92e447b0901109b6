package io.sluice.config.http;

import java.util.List;

/**
 * A text with parts that are filled in.
 *
 * <p>Source: HAProxy configuration manual, "Custom log format".
 *
 * @param pieces in order; empty: an empty text
 */
public record LogFormat(List<Piece> pieces) {
  public LogFormat {
    pieces = List.copyOf(pieces);
  }

  /** A part. */
  public sealed interface Piece {}

  /** As it is written. */
  public record Text(String text) implements Piece {}

  /**
   * A variable, such as {@code %ci}.
   *
   * @param name without the percent sign
   */
  public record Variable(String name, Flags flags) implements Piece {}

  /** A sample, such as {@code %[src]}. */
  public record Sample(SampleExpr expr, Flags flags) implements Piece {}

  /**
   * How it is printed.
   *
   * @param quoted HAProxy {@code Q}: in quotation marks
   * @param hex HAProxy {@code X}: numbers and addresses in hexadecimal
   * @param escaped HAProxy {@code E}: quotes, backslashes and brackets with a backslash
   */
  public record Flags(boolean quoted, boolean hex, boolean escaped) {
    /** None. */
    public static final Flags NONE = new Flags(false, false, false);
  }
}
