package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Sections;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.util.List;

/** Small messages to and fro over connections of TCP: HTTP that the proxies do not look into. */
final class TcpScenario implements Scenario {
  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public String summary() {
    return "small messages to and fro in mode tcp";
  }

  @Override
  public List<Program> needs() {
    return SmallMessages.PROGRAMS;
  }

  @Override
  public void run(final Bench bench) throws IOException, InterruptedException {
    try (Scene scene = bench.scene()) {
      final List<Way> ways = SmallMessages.start(bench, scene, Sections::tcp);
      bench.measure(SmallMessages.rows("messages", ways, Goals.messages()));
    }
  }
}
