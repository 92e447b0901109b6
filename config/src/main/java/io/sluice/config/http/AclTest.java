package io.sluice.config.http;

import java.util.List;

/**
 * A sample and what it is compared with. Patterns with and without {@code -i} are tests of their
 * own.
 *
 * @param sample what is looked at
 * @param match how
 * @param ignoreCase HAProxy {@code -i}
 * @param patterns as they were written, each of them fit for {@code match}; for {@link Match#INT}
 *     and {@link Match#LEN} integers with the operator before each, such as {@code ge 5}, or ranges
 *     such as {@code 1:10}; for {@link Match#IP} an address or {@code address/bits}
 * @param files from which more patterns come, one in each line (HAProxy {@code -f})
 */
public record AclTest(
    SampleExpr sample,
    Match match,
    boolean ignoreCase,
    List<String> patterns,
    List<PatternFile> files) {
  public AclTest {
    patterns = List.copyOf(patterns);
    files = List.copyOf(files);
  }

  /**
   * A file of patterns. Empty lines and those that begin with a # do not count.
   *
   * @param path as it was written
   * @param map whether the first word of each line is the pattern (HAProxy {@code -M})
   */
  public record PatternFile(String path, boolean map) {}
}
