package io.sluice.health.testkit;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.CheckLoop;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.HealthCheck;
import io.sluice.health.Probe;
import io.sluice.health.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A check that finds what a test says, and writes down when it ran. Named {@code fake}; every
 * target finds the same.
 */
public final class FakeCheck implements CheckFactory {
  public static final CheckResult GOOD = new CheckResult.Passed(CheckStatus.L7OK, "", 1);
  public static final CheckResult BAD = new CheckResult.Failed(CheckStatus.L7TOUT, "", 1, false);
  public static final CheckResult EXPLICIT = new CheckResult.Failed(CheckStatus.L7STS, "", 1, true);

  public static final CheckResult UNCLEAR =
      new CheckResult.Unclear(CheckStatus.L7STS, "1045 access denied", 1);

  private final VirtualLoop loop;
  private final List<Long> startsMillis = new ArrayList<>();
  private Consumer<Consumer<CheckResult>> finding = outcome -> outcome.accept(GOOD);
  private RuntimeException openFault;
  private int opened;
  private int closed;
  private int running;

  public FakeCheck(final VirtualLoop loop) {
    this.loop = loop;
  }

  public static ProbeConfig config(final String text) {
    return new ProbeConfig.Custom("fake", Map.of("text", text));
  }

  /** Every run from now on finds this at once. */
  public void find(final CheckResult result) {
    finding = outcome -> outcome.accept(result);
  }

  /** Every run from now on does this with its outcome. */
  public void act(final Consumer<Consumer<CheckResult>> action) {
    finding = action;
  }

  /** Every run from now on finds this, some time later. */
  public void findAfter(final CheckResult result, final long millis) {
    finding =
        outcome -> {
          final var _ =
              loop.eventLoop()
                  .schedule(() -> outcome.accept(result), millis, TimeUnit.MILLISECONDS);
        };
  }

  /** Every open from now on throws this; null: none. */
  public void failToOpen(final RuntimeException fault) {
    openFault = fault;
  }

  /** When runs started, since the start of the test. */
  public List<Long> startsMillis() {
    return startsMillis;
  }

  public int opened() {
    return opened;
  }

  public int closed() {
    return closed;
  }

  /** Runs under way. */
  public int running() {
    return running;
  }

  @Override
  public String type() {
    return "fake";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    return this::open;
  }

  private Probe open(final Target target, final CheckLoop on) {
    if (openFault != null) {
      throw openFault;
    }
    opened++;
    return new FakeProbe();
  }

  private final class FakeProbe implements Probe {
    @Override
    public void run(final long timeoutNanos, final Consumer<CheckResult> outcome) {
      startsMillis.add(loop.nowMillis());
      running++;
      finding.accept(result -> {
        running--;
        outcome.accept(result);
      });
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
