package io.sluice.engine.sample.pattern;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Sample;

/** The same bytes: {@code -m str}, {@code -m bin}. Immutable. */
record StrPatterns(ByteTable table, SampleType input) implements Patterns {
  @Override
  public int find(final Sample sample) {
    return table.exact(sample.bytes(), sample.offset(), sample.length());
  }
}
