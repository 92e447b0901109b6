package io.sluice.engine.sample.pattern;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Sample;

/** What text holds: {@code -m sub}. The first one fits. Immutable. */
record SubPatterns(ByteTable table) implements Patterns {
  @Override
  public SampleType input() {
    return SampleType.STR;
  }

  @Override
  public int find(final Sample sample) {
    final int end = sample.offset() + sample.length();
    int found = -1;
    for (int at = sample.offset(); at <= end && found != 0; at++) {
      found = table.firstPrefix(sample.bytes(), at, end - at, found);
    }
    return found;
  }
}
