package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.load.Wrk;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Sections;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.List;

/** As many small requests as go, on connections that stay, and on a new one for each. */
final class HttpScenario implements Scenario {
  private static final int NEW_AT_A_TIME = 32;

  @Override
  public String name() {
    return "http";
  }

  @Override
  public String summary() {
    return "small HTTP requests with rules and logs on, keep-alive and a new connection for each";
  }

  @Override
  public List<Program> needs() {
    return SmallMessages.PROGRAMS;
  }

  @Override
  public void run(final Bench bench) throws IOException, InterruptedException {
    try (Scene scene = bench.scene()) {
      final List<Way> ways = SmallMessages.start(bench, scene, Sections::http);
      bench.measure(SmallMessages.rows("keep-alive", ways, Goals.keepAlive()));
      final Wrk fresh = new Wrk(NEW_AT_A_TIME, "/v3/auth/tokens", true, 0);
      bench.measure(
          List.of(
              Row.of("a new connection for each request, 32 at a time", ways, fresh)
                  .goals(Goals.connections())));
    }
  }
}
