package io.sluice.engine.http1;

/**
 * How large the parts of a message may be.
 *
 * @param maxHeadBytes a head, from its first byte to the blank line, empty lines before it included
 *     (431)
 * @param maxFields fields of a head, and of a trailer section (431)
 * @param maxTargetBytes the request target (414)
 * @param maxChunkExtensionBytes all chunk extensions of one body together (400)
 * @param maxTrailerBytes the trailer section of a body (400)
 * @param rewriteBytes what may be added to a head or a trailer section
 */
public record Limits(
    int maxHeadBytes,
    int maxFields,
    int maxTargetBytes,
    int maxChunkExtensionBytes,
    int maxTrailerBytes,
    int rewriteBytes) {
  /** What holds where nothing is configured; the first two are HAProxy's. */
  public static final Limits DEFAULT =
      new Limits(16 * 1024, 101, 8 * 1024, 16 * 1024, 8 * 1024, 64 * 1024);

  private static final int MOST_BYTES = 1 << 20;

  public Limits {
    check(maxHeadBytes, MOST_BYTES);
    check(maxFields, 10_000);
    check(maxTargetBytes, MOST_BYTES);
    check(maxChunkExtensionBytes, MOST_BYTES);
    check(maxTrailerBytes, MOST_BYTES);
    check(rewriteBytes, MOST_BYTES);
  }

  private static void check(final int value, final int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(value + " is not between 1 and " + most);
    }
  }
}
