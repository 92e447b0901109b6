package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.figure.Reading;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;

/**
 * Takes a reading of one way: {@link LoadProbe} under a load, or anything else that has figures.
 */
@FunctionalInterface
public interface Probe {
  /**
   * One round.
   *
   * @param seconds that it should take, where it can choose
   */
  Reading measure(Way way, int seconds) throws IOException, InterruptedException;
}
