package io.sluice.engine.sample.convert;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Surroundings;
import java.util.List;

/**
 * A converter that there is.
 *
 * @param input what it takes; ANY: whatever comes
 * @param output what it gives; ANY: what it took, or known only then
 * @param factory makes one
 */
public record ConverterKind(SampleType input, SampleType output, Factory factory) {
  /** Makes a converter of its arguments. */
  @FunctionalInterface
  public interface Factory {
    /**
     * Makes one.
     *
     * @throws io.sluice.engine.sample.RuleProblem the arguments do not fit
     */
    Converter make(List<String> args, Surroundings surroundings);
  }
}
