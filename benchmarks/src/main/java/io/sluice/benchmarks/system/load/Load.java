package io.sluice.benchmarks.system.load;

import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.List;

/** A client that loads one way for some seconds. */
public interface Load {
  /** What a browser or an OpenStack client says beside the request line. */
  List<String> HEADERS =
      List.of(
          "User-Agent: python-keystoneclient",
          "Accept: application/json",
          "X-Auth-Token: gAAAAABlZ" + "x".repeat(175));

  /**
   * Runs it once.
   *
   * @return what was done, and how long it took
   */
  Outcome run(Way way, int seconds) throws IOException, InterruptedException;

  /**
   * What came of it.
   *
   * @param units of work that were done
   * @param perSecond of them
   * @param failed others
   * @param latency of the units; it may be {@link Latency#NONE}
   */
  record Outcome(double units, double perSecond, long failed, Latency latency) {}
}
