package io.sluice.engine.sample.pattern;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Sample;

/** Ranges of integers, for a number or a text's length: {@code -m int}, {@code -m len}. */
final class IntPatterns implements Patterns {
  private final IntRange[] ranges;
  private final boolean length;

  /**
   * @param length whether it is a text's length that is looked at
   */
  IntPatterns(final IntRange[] ranges, final boolean length) {
    this.ranges = ranges;
    this.length = length;
  }

  @Override
  public SampleType input() {
    return length ? SampleType.STR : SampleType.SINT;
  }

  @Override
  public int find(final Sample sample) {
    final long number = length ? sample.length() : sample.number();
    for (int i = 0; i < ranges.length; i++) {
      if (ranges[i].has(number)) {
        return i;
      }
    }
    return -1;
  }
}
