package io.sluice.engine.sample.pattern;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Sample;

/**
 * Patterns that a sample is compared with, all in one way. Immutable; shared by all workers. A
 * search allocates nothing.
 *
 * <p>Source: HAProxy configuration manual, "Using ACLs", and the converters {@code map_*}.
 */
public interface Patterns {
  /** What a sample must be made into first. */
  SampleType input();

  /**
   * The pattern that fits, by its place among all.
   *
   * @return -1: none does
   */
  int find(Sample sample);
}
