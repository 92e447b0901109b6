package io.sluice.health;

import io.sluice.config.ProbeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One probe, when it runs, and the servers that its results are for.
 *
 * <p>Confined to the check loop. Runs start an interval after the last one started, or when that
 * one has ended, whichever is later; there is never more than one. A run that somebody asks for
 * does not wait for the interval.
 */
final class SharedProbe {
  private static final Logger LOG = LoggerFactory.getLogger(SharedProbe.class);

  /** First runs start within this time, each at a moment of its own. */
  static final long FIRST_WITHIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Runs that were asked for start this long after the start of the last one, or later. */
  static final long SHORTEST_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /**
   * What two checks must have in common to share a probe.
   *
   * @param target where
   * @param probe what is sent and expected
   * @param pace how often
   */
  record Key(Target target, ProbeConfig probe, CheckPace pace) {}

  private final Key key;
  private final HealthCheck check;
  private final CheckScheduler scheduler;
  private final CheckLoop loop;
  private final List<Subscription> subscriptions = new ArrayList<>();

  private Probe probe; // null: to be opened by the next run
  private Run running; // null: none
  private Future<?> timer; // null: no run is due
  private long dueNanos;
  private long lastStartNanos;
  private boolean again; // another run was asked for during the one under way
  private boolean faultLogged;
  private boolean closed;

  SharedProbe(final Key key, final HealthCheck check, final CheckScheduler scheduler) {
    this.key = key;
    this.check = check;
    this.scheduler = scheduler;
    this.loop = scheduler.loop();
    this.lastStartNanos = loop.nanoTime() - SHORTEST_GAP_NANOS;
  }

  Key key() {
    return key;
  }

  /** Adds a server, which does not wait for the interval: a run starts soon unless one is. */
  void add(final Subscription subscription) {
    subscriptions.add(subscription);
    if (running == null) {
      scheduleBy(loop.nanoTime() + firstDelayNanos());
    }
  }

  private long firstDelayNanos() {
    return scheduler.random().nextLong(Math.min(FIRST_WITHIN_NANOS, key.pace().interNanos()) + 1);
  }

  void remove(final Subscription subscription) {
    subscriptions.remove(subscription);
  }

  boolean unused() {
    return subscriptions.isEmpty();
  }

  /** Runs at once; where a run is under way, right after it. */
  void runNow() {
    if (closed) {
      return;
    }
    if (running != null) {
      again = true;
    } else {
      scheduleBy(lastStartNanos + SHORTEST_GAP_NANOS);
    }
  }

  /** Makes the next run come after {@code fastinter}, unless one is under way. */
  void hasten() {
    if (running == null) {
      scheduleBy(lastStartNanos + key.pace().fastinterNanos());
    }
  }

  /** Looks whether the next run is due earlier now. */
  void onHurry() {
    if (running == null && subscriptions.stream().anyMatch(this::hurried)) {
      scheduleBy(lastStartNanos + intervalNanos());
    }
  }

  private boolean hurried(final Subscription subscription) {
    return scheduler.hurry().servers().contains(subscription.server());
  }

  /** Unless a run is due before. */
  private void scheduleBy(final long due) {
    if (timer == null || due - dueNanos < 0) {
      schedule(due);
    }
  }

  private void schedule(final long due) {
    if (timer != null) {
      timer.cancel(false);
    }
    dueNanos = due;
    final long delayNanos = Math.max(0, due - loop.nanoTime());
    timer = loop.eventLoop().schedule(this::start, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void start() {
    timer = null;
    lastStartNanos = loop.nanoTime();
    final Run run = new Run(lastStartNanos);
    running = run;
    try {
      if (probe == null) {
        probe = check.open(key.target(), loop);
        probe.askBy(this::runNow);
      }
      probe.run(key.pace().timeoutNanos(), run);
    } catch (Throwable t) {
      run.onFault(t);
    }
  }

  private void onEnd(final Run run, final CheckResult result) {
    running = null;
    for (final Subscription subscription : List.copyOf(subscriptions)) {
      subscription.checked();
      scheduler.tell(subscription, result);
    }
    final boolean asked = again;
    again = false;
    if (!closed) {
      scheduleBy(run.startNanos + (asked ? SHORTEST_GAP_NANOS : spread(intervalNanos())));
    }
  }

  private long intervalNanos() {
    final long ownNanos = ownIntervalNanos();
    return subscriptions.stream().anyMatch(this::hurried)
        ? Math.min(ownNanos, scheduler.hurry().intervalNanos())
        : ownNanos;
  }

  private long ownIntervalNanos() {
    final CheckPace pace = key.pace();
    if (subscriptions.stream().anyMatch(Subscription::changing)) {
      return pace.fastinterNanos();
    }
    if (subscriptions.stream().allMatch(Subscription::down)) {
      return pace.downinterNanos();
    }
    return pace.interNanos();
  }

  private long spread(final long intervalNanos) {
    return CheckPace.spread(intervalNanos, scheduler.spreadPercent(), scheduler.random());
  }

  private void logOnce(final String what, final Throwable cause) {
    if (!faultLogged) {
      faultLogged = true;
      LOG.error("{} check of {} {}", key.probe().type(), key.target().address(), what, cause);
    }
  }

  void close() {
    closed = true;
    subscriptions.clear();
    if (timer != null) {
      timer.cancel(false);
    }
    if (running != null) {
      running.watchdog.cancel();
      running = null;
    }
    dropProbe();
  }

  private void dropProbe() {
    final Probe dropped = probe;
    probe = null;
    if (dropped != null) {
      try {
        dropped.close();
      } catch (Throwable t) {
        logOnce("could not be closed", t);
      }
    }
  }

  /** One run; what comes after its end is ignored. */
  private final class Run implements Consumer<CheckResult> {
    private final long startNanos;
    private final Deadline watchdog;

    Run(final long startNanos) {
      this.startNanos = startNanos;
      // A probe ends in time by itself; this is for one that does not.
      this.watchdog =
          loop.deadline(2 * key.pace().timeoutNanos() + TimeUnit.SECONDS.toNanos(1), this::onStuck);
    }

    @Override
    public void accept(final CheckResult result) {
      if (!loop.eventLoop().inEventLoop()) {
        loop.eventLoop().execute(() -> accept(result));
      } else if (result == null) {
        onFault(new NullPointerException("a check had no result"));
      } else if (running == this) {
        watchdog.cancel();
        onEnd(this, result);
      }
    }

    private void onFault(final Throwable cause) {
      logOnce("failed by a fault of its own", cause);
      // Its text may hold what the configuration wants secret; its class does not.
      abort(CheckStatus.SOCKERR, "fault in the check: " + cause.getClass().getSimpleName());
    }

    private void onStuck() {
      logOnce("did not end in time by itself", null);
      abort(CheckStatus.L7TOUT, "the check did not end");
    }

    private void abort(final CheckStatus status, final String detail) {
      if (running == this) {
        dropProbe();
        accept(new CheckResult.Failed(status, detail, loop.nanoTime() - startNanos, false));
      }
    }
  }
}
