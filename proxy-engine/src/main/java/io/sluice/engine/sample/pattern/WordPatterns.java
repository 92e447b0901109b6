package io.sluice.engine.sample.pattern;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Sample;

/**
 * What stands between delimiters: {@code -m dir}, {@code -m dom}. A pattern may be several words
 * with the delimiters between them. The first one fits. Immutable.
 */
final class WordPatterns implements Patterns {
  private final ByteTable table;
  private final boolean[] delimiters;

  WordPatterns(final ByteTable table, final boolean[] delimiters) {
    this.table = table;
    this.delimiters = delimiters;
  }

  @Override
  public SampleType input() {
    return SampleType.STR;
  }

  @Override
  public int find(final Sample sample) {
    final byte[] bytes = sample.bytes();
    final int end = sample.offset() + sample.length();
    int found = -1;
    boolean starts = true;
    for (int at = sample.offset(); at < end; at++) {
      final boolean delimiter = delimiters[bytes[at] & 255];
      if (starts && !delimiter) {
        found = ByteTable.lower(found, at(bytes, at, end));
      }
      starts = delimiter;
    }
    return found;
  }

  /** The first pattern that begins at a place and ends before a delimiter, or at the end. */
  private int at(final byte[] bytes, final int from, final int end) {
    int found = -1;
    final int last = Math.min(end, from + table.longest());
    for (int to = from + 1; to <= last; to++) {
      if (to == end || delimiters[bytes[to] & 255]) {
        found = ByteTable.lower(found, table.exact(bytes, from, to - from));
      }
    }
    return found;
  }
}
