package io.sluice.benchmarks.system.scenario;

import java.util.List;

/** Every scenario there is. Stateless. */
public final class Scenarios {
  /** In the order in which they run. */
  public static final List<Scenario> ALL =
      List.of(
          new HttpScenario(),
          new RateScenario(),
          new TcpScenario(),
          new BulkScenario(),
          new MemcachedScenario(),
          new GaleraScenario(),
          new StartScenario(),
          new GrowthScenario());

  private Scenarios() {}
}
