package io.sluice.engine.sample.pattern;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Sample;

/** What text begins with: {@code -m beg}. The longest one fits. Immutable. */
record BegPatterns(ByteTable table) implements Patterns {
  @Override
  public SampleType input() {
    return SampleType.STR;
  }

  @Override
  public int find(final Sample sample) {
    return table.longestPrefix(sample.bytes(), sample.offset(), sample.length());
  }
}
