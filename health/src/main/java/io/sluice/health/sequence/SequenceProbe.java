package io.sluice.health.sequence;

import io.netty.util.NetUtil;
import io.sluice.config.CheckStep;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckLoop;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.Probe;
import io.sluice.health.Target;
import io.sluice.health.tls.ClientTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the steps of a check, over one connection after another. Confined to the check loop. The
 * time of a run covers all of them.
 */
final class SequenceProbe implements Probe {
  private final ProbeConfig.Sequence sequence;
  private final Map<Optional<String>, ClientTls> tls;
  private final Target target;
  private final CheckLoop loop;
  private final Run run;
  private final Judge judge = new Judge();
  private final boolean oneConnection;
  private Runnable ask = () -> {};
  private ConnectionProbe connection; // null: none, or none that may be kept
  private Consumer<CheckResult> outcome; // null: no run is under way
  private long startNanos;
  private long timeoutNanos;

  SequenceProbe(
      final ProbeConfig.Sequence sequence,
      final Map<Optional<String>, ClientTls> tls,
      final Target target,
      final CheckLoop loop) {
    this.sequence = sequence;
    this.tls = tls;
    this.target = target;
    this.loop = loop;
    run = new Run(sequence.steps());
    oneConnection = Run.isOneConnection(sequence.steps());
  }

  @Override
  public void askBy(final Runnable runSoon) {
    ask = runSoon;
  }

  @Override
  public void run(final long newTimeoutNanos, final Consumer<CheckResult> told) {
    outcome = told;
    timeoutNanos = newTimeoutNanos;
    startNanos = loop.nanoTime();
    run.restart();
    if (connection != null && oneConnection) {
      connection.run(timeoutNanos, this::onConnectionOver);
    } else {
      connect();
    }
  }

  private void connect() {
    drop();
    final Optional<CheckStep.Connect> step =
        run.step().filter(CheckStep.Connect.class::isInstance).map(CheckStep.Connect.class::cast);
    final Optional<ClientTls> encryption =
        step.filter(CheckStep.Connect::tls).map(s -> tls.get(s.sni()));
    connection =
        new ConnectionProbe(
            step.map(this::target).orElse(target),
            loop,
            () -> new StepExchange(sequence, encryption, run, judge, target.host(), oneConnection));
    if (oneConnection) {
      connection.askBy(() -> ask.run());
    }
    final long leftNanos = timeoutNanos - (loop.nanoTime() - startNanos);
    connection.run(Math.max(leftNanos, 1), this::onConnectionOver);
  }

  private Target target(final CheckStep.Connect step) {
    if (!(target.address() instanceof final InetSocketAddress inet)) {
      return target;
    }
    final int port = step.port().orElse(inet.getPort());
    final InetAddress address =
        step.address()
            .map(text -> NetUtil.createInetAddressFromIpAddressString(text))
            .orElse(inet.getAddress());
    return new Target(
        new InetSocketAddress(address, port), target.source(), target.host(), target.subject());
  }

  private void onConnectionOver(final CheckResult result) {
    if (outcome == null) {
      return;
    }
    if (result instanceof CheckResult.Passed && run.connects()) {
      connect();
      return;
    }
    final Consumer<CheckResult> told = outcome;
    outcome = null;
    told.accept(timed(result, loop.nanoTime() - startNanos));
  }

  /** The same, with the time of the whole run, and the step where there was no connection. */
  private CheckResult timed(final CheckResult result, final long nanos) {
    return switch (result) {
      case CheckResult.Passed passed ->
          new CheckResult.Passed(passed.status(), passed.detail(), nanos, passed.report());
      case CheckResult.Failed failed -> {
        final boolean silent = failed.status() == CheckStatus.L4TOUT && run.connects();
        yield new CheckResult.Failed(
            failed.status(),
            silent ? failed.detail() + StepWords.place(run) : failed.detail(),
            nanos,
            failed.explicit(),
            failed.report());
      }
      case CheckResult.Unclear unclear -> unclear;
    };
  }

  private void drop() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  @Override
  public void close() {
    outcome = null;
    drop();
  }
}
