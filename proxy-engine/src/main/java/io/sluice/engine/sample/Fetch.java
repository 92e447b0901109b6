package io.sluice.engine.sample;

/** Takes a value from an exchange. Immutable; shared by all workers. */
@FunctionalInterface
public interface Fetch {
  /**
   * Fills the sample.
   *
   * @return false: there is no sample
   */
  boolean fetch(Transaction txn, Sample sample);
}
