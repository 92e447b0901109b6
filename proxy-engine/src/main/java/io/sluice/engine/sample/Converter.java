package io.sluice.engine.sample;

/** Makes another value of a value. Immutable; shared by all workers. */
@FunctionalInterface
public interface Converter {
  /**
   * Changes the sample, which has the type that the converter takes.
   *
   * @return false: there is no sample any more
   */
  boolean convert(Transaction txn, Sample sample);
}
