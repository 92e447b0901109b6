package io.sluice.engine.sample.pattern;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Sample;

/** What text ends with: {@code -m end}. The first one fits. Immutable. */
record EndPatterns(ByteTable table) implements Patterns {
  @Override
  public SampleType input() {
    return SampleType.STR;
  }

  @Override
  public int find(final Sample sample) {
    return table.firstSuffix(sample.bytes(), sample.offset(), sample.length());
  }
}
