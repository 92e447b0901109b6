package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Reading;
import io.sluice.benchmarks.system.host.Cpu;
import io.sluice.benchmarks.system.host.Instructions;
import io.sluice.benchmarks.system.host.Memory;
import io.sluice.benchmarks.system.load.Load;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;

/**
 * Runs a load, and reads before and behind it what the proxy and the machine used.
 *
 * @param load that runs
 * @param instructions whether perf(1) counts the proxy's
 */
record LoadProbe(Load load, boolean instructions) implements Probe {
  @Override
  public Reading measure(final Way way, final int seconds)
      throws IOException, InterruptedException {
    if (!instructions || way.pid() == 0) {
      final Cpu before = Cpu.now(way.pid());
      return reading(way, before, load.run(way, seconds));
    }
    try (Instructions counter = Instructions.of(way.pid())) {
      final Cpu before = Cpu.now(way.pid());
      final Load.Outcome outcome = load.run(way, seconds);
      return reading(way, before, outcome)
          .with(Figure.INSTRUCTIONS, counter.count() / outcome.units());
    }
  }

  private static Reading reading(final Way way, final Cpu before, final Load.Outcome outcome)
      throws IOException {
    if (outcome.units() == 0) {
      throw new IOException("nothing came through " + way.name());
    }
    final Cpu after = Cpu.now(way.pid());
    final Reading reading =
        Reading.NONE
            .with(Figure.RATE, outcome.perSecond())
            .with(Figure.MACHINE_CPU, after.machineMicrosSince(before) / outcome.units())
            .with(Figure.P50, outcome.latency().p50())
            .with(Figure.P99, outcome.latency().p99())
            .with(Figure.P999, outcome.latency().p999())
            .with(Figure.FAILED, (double) outcome.failed());
    if (way.pid() == 0) {
      return reading;
    }
    final double user = after.userMicrosSince(before) / outcome.units();
    final double system = after.systemMicrosSince(before) / outcome.units();
    return reading
        .with(Figure.PROXY_CPU, user + system)
        .with(Figure.USER_CPU, user)
        .with(Figure.SYSTEM_CPU, system)
        .with(Figure.MEMORY, Memory.residentMiB(way.pid()));
  }
}
