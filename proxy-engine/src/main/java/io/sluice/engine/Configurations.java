package io.sluice.engine;

import io.sluice.backends.stick.StickTables;
import io.sluice.config.ConfigProblem;
import io.sluice.config.Origin;
import io.sluice.config.ProxyConfig;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.log.Logging;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.ConnectionLimit;
import io.sluice.engine.proxy.FrontendState;
import io.sluice.engine.reload.Generation;
import io.sluice.engine.reload.Parts;
import io.sluice.engine.reload.Preparation;
import io.sluice.engine.reload.ReloadStep;
import io.sluice.engine.reload.Reloader;
import io.sluice.engine.transport.Descriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one configuration after the other in force: all that can fail comes first, on the caller's
 * thread and one at a time, and the rest on the control loop.
 */
final class Configurations {
  private static final Logger LOG = LoggerFactory.getLogger(Configurations.class);
  private static final long CHANGE_WAIT_SECONDS = 2;

  private final Life life;
  private final ControlLoop control;
  private final Engine engine;
  private final AdminListeners admin;
  private final LogWriter logWriter;
  private final ConnectionLimit processLimit;
  private final AtomicReference<Generation> running;
  private final Reloader reloader;
  private final ReentrantLock changing = new ReentrantLock();

  /**
   * Nothing is in force yet.
   *
   * @param parts what a configuration is put in force with
   * @param running gets what is in force, on the control loop
   */
  Configurations(
      final Life life,
      final ControlLoop control,
      final Engine engine,
      final AdminListeners admin,
      final LogWriter logWriter,
      final Parts parts,
      final AtomicReference<Generation> running) {
    this.life = life;
    this.control = control;
    this.engine = engine;
    this.admin = admin;
    this.logWriter = logWriter;
    this.processLimit = parts.processLimit();
    this.running = running;
    reloader = new Reloader(parts);
  }

  /** The client connections at one time that a start with this configuration would take. */
  static int maxconn(final ProxyConfig config) {
    return new DescriptorBudget(Descriptors.limit(), EventLoops.count(config.global()))
        .maxconn(config);
  }

  /** The stick tables that run. Any thread. */
  StickTables tables() {
    return reloader.tables();
  }

  /**
   * Puts a configuration in force. Blocks; any thread but an event loop's or the control loop.
   *
   * @return what stands in the way, and then nothing has changed; empty: it is in force
   */
  List<ConfigProblem> change(final ProxyConfig config) {
    changing.lock();
    try {
      if (!life.mayChange()) {
        return stopping();
      }
      final List<ConfigProblem> problems = prepareAndApply(config);
      if (problems.isEmpty()) {
        // A socket that was closed must be gone before the next change wants its address.
        engine.loops().awaitWorkers();
      }
      return problems;
    } finally {
      changing.unlock();
    }
  }

  /** Why nothing can be changed any more. */
  static List<ConfigProblem> stopping() {
    return List.of(
        ConfigProblem.error(
            Origin.BUILT_IN, "Sluice is stopping", "start it anew with this configuration"));
  }

  /**
   * Runs the end of all. A change that is under way ends first, unless it waits for something, such
   * as a name: it finds later that all has stopped, as those do that come after it.
   */
  void end(final Runnable task) {
    final boolean alone = awaitChange();
    try {
      task.run();
    } finally {
      if (alone) {
        changing.unlock();
      }
    }
  }

  private boolean awaitChange() {
    try {
      return changing.tryLock(CHANGE_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private List<ConfigProblem> prepareAndApply(final ProxyConfig config) {
    final DescriptorBudget budget =
        new DescriptorBudget(Descriptors.limit(), engine.workers().size());
    final Preparation prepared =
        reloader.prepare(running.get(), config, budget.problem(config).stream().toList());
    final List<ConfigProblem> problems = new ArrayList<>(prepared.problems());
    AdminListeners.Opened listeners = null;
    boolean inForce = false;
    try {
      listeners = admin.open(config, problems);
      if (!problems.isEmpty()) {
        return problems;
      }
      inForce = control.ask(() -> apply(prepared, budget.maxconn(config), budget.maxpipes(config)));
    } finally {
      if (!inForce) {
        prepared.abandon();
        if (listeners != null) {
          listeners.abandon();
        }
      }
    }
    if (!inForce) {
      return stopping();
    }
    listeners.use();
    return List.of();
  }

  /** Returns false where a stop or a drain came first: it must open nothing any more. */
  private boolean apply(final Preparation prepared, final int maxconn, final int maxpipes) {
    if (!life.mayChange()) {
      return false;
    }
    final Generation before = running.get();
    processLimit.setMax(maxconn);
    final Generation next = reloader.apply(before, prepared, System.nanoTime());
    running.set(next);
    Logging.setLevel(next.config().global().log().level());
    logWriter.configure(next.config().global().log());
    prepared.warnings().forEach(warning -> LOG.warn("{}", warning));
    engine.configure(next, maxpipes);
    for (final ReloadStep step : prepared.plan().steps()) {
      LOG.info("{}", step.describe());
      onApplied(step, before, next);
    }
    if (life.serves()) {
      GlobalChange.log(before.config().global(), next.config().global(), engine.workers().size());
    }
    return true;
  }

  private void onApplied(final ReloadStep step, final Generation before, final Generation next) {
    switch (step) {
      case ReloadStep.AddBackend add -> {
        final BackendRuntime backend = next.backends().get(add.next().name());
        control.after(add.next().holdUntilChecked(), backend.backend()::endHold);
      }
      case ReloadStep.RemoveFrontend gone -> {
        final FrontendState state = before.frontends().get(gone.before().name()).state();
        next.config()
            .global()
            .hardStopAfter()
            .ifPresent(limit -> control.after(limit, () -> engine.loops().shutdownSessions(state)));
      }
      case ReloadStep.ReplaceBackend _,
          ReloadStep.RemoveBackend _,
          ReloadStep.AddFrontend _,
          ReloadStep.ReplaceFrontend _,
          ReloadStep.OpenBind _,
          ReloadStep.CloseBind _ -> {}
    }
  }
}
