package io.sluice.engine.sample.pattern;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Sample;

/** Regular expressions: {@code -m reg}. The first one fits. */
final class RegPatterns implements Patterns {
  private final Regex[] expressions;

  RegPatterns(final Regex[] expressions) {
    this.expressions = expressions;
  }

  @Override
  public SampleType input() {
    return SampleType.STR;
  }

  @Override
  public int find(final Sample sample) {
    for (int i = 0; i < expressions.length; i++) {
      if (expressions[i].find(sample.bytes(), sample.offset(), sample.length())) {
        return i;
      }
    }
    return -1;
  }

  /** One of them. */
  Regex get(final int index) {
    return expressions[index];
  }
}
