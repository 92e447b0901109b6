package io.sluice.engine.testkit;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.CheckLoop;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.HealthCheck;
import io.sluice.health.Probe;
import io.sluice.health.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A check that finds what a test tells it, named {@code told}; its option {@code name} says whose
 * it is. It finds the server fine until it is told otherwise. For any thread.
 */
public final class ToldCheck implements CheckFactory {
  public static final CheckResult GOOD = new CheckResult.Passed(CheckStatus.L7OK, "fine", 1);
  public static final CheckResult BAD = new CheckResult.Failed(CheckStatus.L7RSP, "bad", 1, false);
  public static final CheckResult UNCLEAR =
      new CheckResult.Unclear(CheckStatus.L7STS, "1045 access denied", 1);

  private static final Map<String, CheckResult> FOUND = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> RUNS = new ConcurrentHashMap<>();

  /** Every run of these checks from now on finds this. */
  public static void find(final String name, final CheckResult result) {
    FOUND.put(name, result);
  }

  /** How often these checks ran so far. */
  public static int runs(final String name) {
    return RUNS.computeIfAbsent(name, _ -> new AtomicInteger()).get();
  }

  @Override
  public String type() {
    return "told";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    final String name = ((ProbeConfig.Custom) config).options().get("name");
    return (final Target _, final CheckLoop _) -> new ToldProbe(name);
  }

  private record ToldProbe(String name) implements Probe {
    @Override
    public void run(final long timeoutNanos, final Consumer<CheckResult> outcome) {
      RUNS.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
      outcome.accept(FOUND.getOrDefault(name, GOOD));
    }

    @Override
    public void close() {}
  }
}
