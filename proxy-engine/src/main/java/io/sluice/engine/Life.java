package io.sluice.engine;

import io.sluice.engine.frontend.Binding;
import io.sluice.engine.proxy.ConnectionLimit;
import io.sluice.engine.reload.Generation;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a server's life is, and how it comes to its end.
 *
 * <pre>
 *   NEW ─start─► RUNNING ─drain─► DRAINING ─last session gone, or stop─► STOPPED
 *                   └───────────────stop──────────────────────────────────►
 * </pre>
 *
 * <p>Changed on the control loop, unless nothing runs there yet; seen by any thread.
 */
final class Life {
  private static final Logger LOG = LoggerFactory.getLogger(Life.class);

  private enum Phase {
    NEW,
    RUNNING,
    DRAINING,
    STOPPED
  }

  private final String name;
  private final ControlLoop control;
  private final ConnectionLimit sessions;
  private final Supplier<Generation> running;
  private final Runnable end;

  private volatile Phase phase = Phase.NEW;
  private volatile boolean warming;

  /** Control loop only, as the next two; null until it runs. */
  private EventLoops loops;

  private boolean stopWanted;
  private boolean drainWanted;

  /**
   * A life that has not begun.
   *
   * @param name what the names of the server's threads begin with
   * @param sessions those of the process
   * @param running what runs now
   * @param end stops what runs; called once, on a thread of its own
   */
  Life(
      final String name,
      final ControlLoop control,
      final ConnectionLimit sessions,
      final Supplier<Generation> running,
      final Runnable end) {
    this.name = name;
    this.control = control;
    this.sessions = sessions;
    this.running = running;
    this.end = end;
  }

  // ---- how far it is; any thread

  /** Whether it has started, and takes new sessions. */
  boolean serves() {
    return phase == Phase.RUNNING;
  }

  /** Whether another configuration, or the first one, may still come into force. */
  boolean mayChange() {
    return phase == Phase.NEW || phase == Phase.RUNNING;
  }

  /** Whether it waits for its last session. */
  boolean drains() {
    return phase == Phase.DRAINING;
  }

  /** Says whether its code is still being warmed up: it serves, and calls itself not ready. */
  void setWarming(final boolean now) {
    warming = now;
  }

  /** Why it is not ready, in words; empty: it is. */
  String notReadyReason() {
    return switch (phase) {
      case NEW -> "starting";
      case DRAINING -> "draining";
      case STOPPED -> "stopped";
      case RUNNING -> warming ? "warming up" : held();
    };
  }

  private String held() {
    return running.get().backends().values().stream()
        .filter(backend -> backend.backend().holding())
        .findFirst()
        .map(backend -> "backend " + backend.name() + " waits for its first checks")
        .orElse("");
  }

  // ---- the start

  /** It serves, unless its end was wanted meanwhile. Control loop. */
  boolean onStarted(final EventLoops serving) {
    loops = serving;
    phase = Phase.RUNNING;
    if (stopWanted) {
      onStop();
    } else if (drainWanted) {
      onDrain();
    }
    return serves();
  }

  /** The start came to nothing. The thread that starts it. */
  void onNotStarted() {
    phase = Phase.STOPPED;
  }

  // ---- the end

  /** Stops accepting, and stops when the last session is over, or after {@code hard-stop-after}. */
  void drain() {
    control.post(this::onDrain);
  }

  private void onDrain() {
    drainWanted = true;
    if (phase != Phase.RUNNING) {
      return;
    }
    phase = Phase.DRAINING;
    LOG.info("draining: {} sessions are open, no new ones are taken", sessions.taken());
    closeBindings(() -> {
      running.get().states().forEach(loops::drainSessions);
      sessions.whenEmpty(() -> control.post(this::onLastSessionGone));
    });
    running
        .get()
        .config()
        .global()
        .hardStopAfter()
        .ifPresent(limit -> control.after(limit, this::onHardStop));
  }

  private void onHardStop() {
    LOG.warn("hard-stop-after: {} sessions are closed", sessions.taken());
    running.get().states().forEach(loops::shutdownSessions);
  }

  private void onLastSessionGone() {
    if (phase == Phase.DRAINING) {
      finish();
    }
  }

  /** Closes every session and stops. */
  void stop() {
    control.post(this::onStop);
  }

  private void onStop() {
    stopWanted = true;
    if (phase != Phase.RUNNING && phase != Phase.DRAINING) {
      // It is just starting, and stops as soon as it has; or it has stopped.
      return;
    }
    phase = Phase.DRAINING;
    LOG.info("stopping: {} sessions are closed", sessions.taken());
    closeBindings(() -> {
      if (phase == Phase.STOPPED) {
        // A drain came to its end meanwhile.
        return;
      }
      running.get().states().forEach(loops::shutdownSessions);
      afterWorkers(this::finish);
    });
  }

  /** Calls a task when no listening socket is left and what was in their backlogs is accepted. */
  private void closeBindings(final Runnable then) {
    running.get().bindings().values().forEach(Binding::stop);
    afterWorkers(then);
  }

  /** Runs a task on the control loop when every worker has done what was posted to it so far. */
  private void afterWorkers(final Runnable then) {
    loops.afterWorkers(() -> control.post(then));
  }

  private void finish() {
    if (phase == Phase.STOPPED) {
      return;
    }
    phase = Phase.STOPPED;
    // Not on the control loop, which is among what is stopped.
    Thread.ofPlatform().name(name + "-stop").start(end);
  }
}
