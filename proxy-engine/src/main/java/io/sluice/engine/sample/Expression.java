package io.sluice.engine.sample;

import io.sluice.config.http.SampleType;

/**
 * A fetch and its converters, compiled. Immutable; shared by all workers.
 *
 * <p>Source: HAProxy configuration manual, "Fetching data samples".
 */
public final class Expression {
  private final Fetch fetch;
  private final Converter[] converters;
  private final SampleType[] inputs;
  private final SampleType type;

  /**
   * @param inputs what each converter takes; ANY: whatever comes
   * @param type what comes out
   */
  public Expression(
      final Fetch fetch,
      final Converter[] converters,
      final SampleType[] inputs,
      final SampleType type) {
    this.fetch = fetch;
    this.converters = converters.clone();
    this.inputs = inputs.clone();
    this.type = type;
  }

  /** What comes out. */
  public SampleType type() {
    return type;
  }

  /**
   * Fills a sample with the one value.
   *
   * @return false: there is none
   */
  public boolean evaluate(final Transaction txn, final Sample sample) {
    sample.begin(false);
    return next(txn, sample);
  }

  /**
   * Fills a sample with the one value, made text as far as it can be.
   *
   * @return false: there is none
   */
  public boolean evaluateStr(final Transaction txn, final Sample sample) {
    return evaluate(txn, sample) && Casts.to(SampleType.STR, txn.scratch(), sample);
  }

  /**
   * Fills a sample, which {@link Sample#begin} was called on, with the next value.
   *
   * @return false: there is none; {@link Sample#more} says whether to ask again
   */
  public boolean next(final Transaction txn, final Sample sample) {
    sample.setLast();
    if (!fetch.fetch(txn, sample)) {
      return false;
    }
    for (int i = 0; i < converters.length; i++) {
      if (!Casts.to(inputs[i], txn.scratch(), sample) || !converters[i].convert(txn, sample)) {
        return false;
      }
    }
    return true;
  }
}
