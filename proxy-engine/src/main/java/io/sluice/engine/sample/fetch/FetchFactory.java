package io.sluice.engine.sample.fetch;

import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Surroundings;
import java.util.List;

/** Makes a fetch of its arguments. */
@FunctionalInterface
public interface FetchFactory {
  /**
   * Makes one.
   *
   * @throws io.sluice.engine.sample.RuleProblem the arguments do not fit
   */
  Fetch make(List<String> args, Surroundings surroundings);
}
