package io.sluice.health.external;

import io.sluice.health.CheckLoop;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.CheckText;
import io.sluice.health.Deadline;
import io.sluice.health.Probe;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A probe that runs a program and takes its exit code for the verdict: 0 is good.
 *
 * <p>Confined to the check loop; the program is started and watched by the virtual thread of a
 * {@link ProgramRun}.
 */
final class ExternalProbe implements Probe {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalProbe.class);

  /** From here on, Java and shells say with it which signal ended a program. */
  private static final int SIGNALS = 128;

  private static final int LAST_SIGNAL = 64;

  /** What the kernel may take to end a killed program before the run ends without it. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final CommandLine command;
  private final CheckLoop loop;
  private final ProgramLimit limit;

  private Consumer<CheckResult> outcome; // null: no run is under way
  private ProgramRun run; // null: there was none
  private Deadline deadline;
  private long startNanos;
  private boolean timedOut;

  ExternalProbe(final CommandLine command, final CheckLoop loop, final ProgramLimit limit) {
    this.command = command;
    this.loop = loop;
    this.limit = limit;
  }

  @Override
  public void run(final long timeoutNanos, final Consumer<CheckResult> told) {
    outcome = told;
    startNanos = loop.nanoTime();
    timedOut = false;
    if (run != null && !run.over()) {
      fail(CheckStatus.SOCKERR, "the program of an earlier check is still there");
      return;
    }
    final ProgramRun[] mine = new ProgramRun[1];
    mine[0] = new ProgramRun(command, limit, end -> post(() -> onEnd(mine[0], end)));
    run = mine[0];
    deadline = loop.deadline(timeoutNanos, this::onDeadline);
  }

  private void post(final Runnable task) {
    try {
      loop.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the check loop has ended before a program did", e);
    }
  }

  private void onDeadline() {
    timedOut = true;
    run.kill();
    deadline = loop.deadline(GRACE_NANOS, () -> onTimedOut(""));
  }

  private void onTimedOut(final String line) {
    if (run.started()) {
      fail(CheckStatus.PROCTOUT, "the program did not end in time" + shown(line));
    } else {
      fail(CheckStatus.SOCKERR, "all " + limit.max() + " places for programs of checks are taken");
    }
  }

  private void onEnd(final ProgramRun ended, final ProgramRun.End end) {
    if (ended != run || outcome == null) {
      return;
    }
    deadline.cancel();
    switch (end) {
      case ProgramRun.End.Killed(final String line) -> onTimedOut(line);
      case ProgramRun.End.Exited(_, final String line) when timedOut -> onTimedOut(line);
      case ProgramRun.End.Exited(final int code, final String line) when code == 0 ->
          conclude(
              new CheckResult.Passed(CheckStatus.PROCOK, CheckText.quote(line), durationNanos()));
      case ProgramRun.End.Exited(final int code, final String line) ->
          fail(CheckStatus.PROCERR, words(code) + shown(line));
      case ProgramRun.End.NotStarted(final String why) ->
          fail(CheckStatus.SOCKERR, "the program cannot be started: " + why);
    }
  }

  private static String shown(final String line) {
    return line.isEmpty() ? "" : ": " + CheckText.quote(line);
  }

  private static String words(final int code) {
    final int signal = code - SIGNALS;
    return signal > 0 && signal <= LAST_SIGNAL
        ? "exit code " + code + ", as of signal " + signal
        : "exit code " + code;
  }

  private void fail(final CheckStatus status, final String detail) {
    conclude(new CheckResult.Failed(status, detail, durationNanos(), false));
  }

  private long durationNanos() {
    return loop.nanoTime() - startNanos;
  }

  private void conclude(final CheckResult result) {
    final Consumer<CheckResult> told = outcome;
    outcome = null;
    told.accept(result);
  }

  @Override
  public void close() {
    outcome = null;
    if (deadline != null) {
      deadline.cancel();
    }
    if (run != null) {
      run.kill();
    }
  }
}
