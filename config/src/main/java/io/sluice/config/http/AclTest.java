package io.sluice.config.http;

import java.nio.file.Path;
import java.util.List;

/**
 * A sample and what it is compared with.
 *
 * @param sample what is looked at
 * @param match how
 * @param ignoreCase HAProxy {@code -i}
 * @param patterns as they were written, each of them fit for {@code match}; for {@link Match#INT}
 *     with the operator before each, such as {@code ge 5} or {@code 1:10}
 * @param files from which more patterns come, one in each line (HAProxy {@code -f})
 */
public record AclTest(
    SampleExpr sample, Match match, boolean ignoreCase, List<String> patterns, List<Path> files) {
  public AclTest {
    patterns = List.copyOf(patterns);
    files = List.copyOf(files);
  }
}
