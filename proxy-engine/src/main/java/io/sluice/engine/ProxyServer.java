package io.sluice.engine;

import io.netty.util.internal.PlatformDependent;
import io.sluice.backends.AdminState;
import io.sluice.backends.Balancers;
import io.sluice.backends.Server;
import io.sluice.backends.stick.StickTables;
import io.sluice.config.ConfigProblem;
import io.sluice.config.GlobalConfig;
import io.sluice.config.Origin;
import io.sluice.config.ProxyConfig;
import io.sluice.engine.admin.AdminServer;
import io.sluice.engine.admin.Metrics;
import io.sluice.engine.admin.Readiness;
import io.sluice.engine.discovery.Discovery;
import io.sluice.engine.discovery.DnsResolver;
import io.sluice.engine.frontend.AcceptErrors;
import io.sluice.engine.frontend.Binding;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.log.Logging;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.ConnectionLimit;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.FrontendState;
import io.sluice.engine.proxy.Scopes;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.reload.Generation;
import io.sluice.engine.reload.Parts;
import io.sluice.engine.reload.Preparation;
import io.sluice.engine.reload.ReloadStep;
import io.sluice.engine.reload.Reloader;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.transport.Descriptors;
import io.sluice.engine.transport.Worker;
import io.sluice.engine.writer.GroupView;
import io.sluice.engine.writer.WriterGroups;
import io.sluice.health.CheckScheduler;
import io.sluice.health.Checks;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Sluice: starts, reloads, drains and stops everything, in the right order.
 *
 * <pre>
 *   NEW ─start─► RUNNING ─drain─► DRAINING ─last session gone, or stop─► STOPPED
 *                   └───────────────stop──────────────────────────────────►
 * </pre>
 *
 * <p>{@link #start} and {@link #reload} block, one caller at a time; {@link #drain} and {@link
 * #stop} return at once. All may be called from any thread but an event loop's.
 */
public final class ProxyServer {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);
  private static final String NAME = "sluice";
  private static final Duration SLOW_START_STEP = Duration.ofSeconds(1);
  private static final long RELOAD_WAIT_SECONDS = 2;

  private enum Phase {
    NEW,
    RUNNING,
    DRAINING,
    STOPPED
  }

  private final LogWriter logWriter;
  private final String version;
  private final Balancers balancers;
  private final Checks checks;
  private final long startedNanos = System.nanoTime();
  private final ReentrantLock changing = new ReentrantLock();
  private final String name;
  private final ControlLoop control;
  private final ConnectionLimit processLimit = new ConnectionLimit(0);
  private final AcceptErrors acceptErrors = new AcceptErrors();
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong reloadFailures = new AtomicLong();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private final Metrics metrics = new Metrics(this::stats);
  private final AdminListeners admin;

  private EventLoops loops;
  private List<Worker> workers = List.of();
  private Reloader reloader;
  private CheckScheduler scheduler;
  private CheckScheduler agents;
  private WriterGroups writers;
  private DnsResolver resolver;
  private Discovery discovery;
  private Heartbeat heartbeat;
  private volatile Phase phase = Phase.NEW;
  private volatile boolean warming;

  /** Control loop only. */
  private boolean stopWanted;

  /** Control loop only. */
  private boolean drainWanted;

  private volatile Generation running = Generation.empty();

  /**
   * A server that does nothing yet.
   *
   * @param logWriter where session lines go; closed by the caller, after {@link #awaitStopped}
   */
  public ProxyServer(
      final LogWriter logWriter,
      final String version,
      final Balancers balancers,
      final Checks checks) {
    this(NAME, logWriter, version, balancers, checks);
  }

  /**
   * The same, beside another in this process.
   *
   * @param name what the names of its threads begin with
   */
  public ProxyServer(
      final String name,
      final LogWriter logWriter,
      final String version,
      final Balancers balancers,
      final Checks checks) {
    this.name = name;
    control = new ControlLoop(name);
    this.logWriter = logWriter;
    this.version = version;
    this.balancers = balancers;
    this.checks = checks;
    admin = new AdminListeners(new Operator(this, control));
  }

  /**
   * Starts to serve.
   *
   * @return what stands in the way, and then nothing was started; empty: it serves
   */
  public List<ConfigProblem> start(final ProxyConfig config) {
    if (!PlatformDependent.hasUnsafe()) {
      phase = Phase.STOPPED;
      return withoutUnsafe();
    }
    startLoops(config);
    final List<ConfigProblem> problems = change(config);
    if (!problems.isEmpty()) {
      phase = Phase.STOPPED;
      stopLoops();
      return problems;
    }
    heartbeat.start(control);
    control.every(SLOW_START_STEP, this::stepSlowStarts);
    final var _ = onControl(this::onStarted);
    LOG.info(
        "ready: {} event loops, maxconn {}, {} frontends, {} backends",
        workers.size(),
        processLimit.max(),
        config.frontends().size(),
        config.backends().size());
    return List.of();
  }

  /** Bodies are copied from addresses, and would be lost. */
  private static List<ConfigProblem> withoutUnsafe() {
    return List.of(
        ConfigProblem.error(
            Origin.BUILT_IN,
            "the JVM may not copy memory by its address",
            "start Sluice by its launcher, or give java the options that stand in it, among them"
                + " --sun-misc-unsafe-memory-access=allow"));
  }

  private boolean onStarted() {
    phase = Phase.RUNNING;
    if (stopWanted) {
      onStop();
    } else if (drainWanted) {
      onDrain();
    }
    return serves();
  }

  /**
   * Puts another configuration in place of the one that runs. Sessions that are open stay.
   *
   * @return what stands in the way, and then nothing has changed; empty: it is in force
   */
  public List<ConfigProblem> reload(final ProxyConfig config) {
    final List<ConfigProblem> problems = serves() ? change(config) : stopping();
    (problems.isEmpty() ? reloads : reloadFailures).incrementAndGet();
    return problems;
  }

  private static List<ConfigProblem> stopping() {
    return List.of(
        ConfigProblem.error(
            Origin.BUILT_IN, "Sluice is stopping", "start it anew with this configuration"));
  }

  /** The client connections at one time that a start with this configuration would take. */
  public static int maxconn(final ProxyConfig config) {
    return new DescriptorBudget(Descriptors.limit(), EventLoops.count(config.global()))
        .maxconn(config);
  }

  /** Whether it has started, and takes new sessions. Any thread. */
  public boolean serves() {
    return phase == Phase.RUNNING;
  }

  /** Counts a reload that came to nothing because the files could not be read. */
  public void countRefusedReload() {
    reloadFailures.incrementAndGet();
  }

  // ---- a change of configuration

  private List<ConfigProblem> change(final ProxyConfig config) {
    changing.lock();
    try {
      if (phase != Phase.NEW && phase != Phase.RUNNING) {
        return stopping();
      }
      final List<ConfigProblem> problems = prepareAndApply(config);
      if (problems.isEmpty()) {
        // A socket that was closed must be gone before the next change wants its address.
        loops.awaitWorkers();
      }
      return problems;
    } finally {
      changing.unlock();
    }
  }

  private List<ConfigProblem> prepareAndApply(final ProxyConfig config) {
    final DescriptorBudget budget = new DescriptorBudget(Descriptors.limit(), workers.size());
    final Preparation prepared =
        reloader.prepare(running, config, budget.problem(config).stream().toList());
    final List<ConfigProblem> problems = new ArrayList<>(prepared.problems());
    AdminListeners.Opened listeners = null;
    boolean inForce = false;
    try {
      listeners = admin.open(config, problems);
      if (!problems.isEmpty()) {
        return problems;
      }
      inForce = onControl(() -> apply(prepared, budget.maxconn(config), budget.maxpipes(config)));
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

  /** Waits for a task's answer; false also where the control loop has ended. */
  private boolean onControl(final BooleanSupplier task) {
    final CompletableFuture<Boolean> done = new CompletableFuture<>();
    final boolean posted =
        control.post(() -> {
          try {
            done.complete(task.getAsBoolean());
          } catch (final RuntimeException defect) {
            done.completeExceptionally(defect);
          }
        });
    return posted && done.join();
  }

  /** Returns false where a stop or a drain came first: it must open nothing any more. */
  private boolean apply(final Preparation prepared, final int maxconn, final int maxpipes) {
    if (phase != Phase.NEW && phase != Phase.RUNNING) {
      return false;
    }
    final Generation before = running;
    processLimit.setMax(maxconn);
    final Generation next = reloader.apply(before, prepared, System.nanoTime());
    running = next;
    Logging.setLevel(next.config().global().log().level());
    logWriter.configure(next.config().global().log());
    scheduler.setSpreadPercent(next.config().global().spreadChecks());
    limitPipes(maxpipes, next.config().global().tuning().pipeBytes());
    prepared.warnings().forEach(warning -> LOG.warn("{}", warning));
    discovery.onConfigured(next.backends(), next.config().global().resolvers());
    agents.setSpreadPercent(next.config().global().spreadChecks());
    watch();
    writers.configure(next.backends().values(), System.nanoTime());
    for (final ReloadStep step : prepared.plan().steps()) {
      LOG.info("{}", step.describe());
      onApplied(step, before, next);
    }
    if (phase == Phase.RUNNING) {
      GlobalChange.log(before.config().global(), next.config().global(), workers.size());
    }
    return true;
  }

  /** All workers may have so many pipes together. */
  private void limitPipes(final int most, final int bytes) {
    for (final Worker worker : workers) {
      final int share = (most + workers.size() - 1 - worker.index()) / workers.size();
      worker.execute(() -> worker.pipes().limit(share, bytes));
    }
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
            .ifPresent(limit -> control.after(limit, () -> loops.shutdownSessions(state)));
      }
      case ReloadStep.ReplaceBackend _,
          ReloadStep.RemoveBackend _,
          ReloadStep.AddFrontend _,
          ReloadStep.ReplaceFrontend _,
          ReloadStep.OpenBind _,
          ReloadStep.CloseBind _ -> {}
    }
  }

  private void stepSlowStarts() {
    running.backends().values().forEach(backend -> backend.backend().onTick(System.nanoTime()));
  }

  // ---- loops

  private void startLoops(final ProxyConfig config) {
    final GlobalConfig global = config.global();
    loops = EventLoops.start(name, global, logWriter);
    workers = loops.workers();
    heartbeat = new Heartbeat(workers);
    resolver = new DnsResolver(loops.dns());
    discovery =
        new Discovery(
            resolver,
            new DiscoveryLoop(control),
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble(),
            new FollowMoves());
    final ServerMonitor monitor =
        new ServerMonitor(control, workers, () -> running.backends(), discovery);
    scheduler = new CheckScheduler(loops.checks(), checks, monitor, global.spreadChecks());
    writers =
        new WriterGroups(control, workers, scheduler, new NodeVoice(loops.checks(), () -> running));
    monitor.setGroups(writers);
    final AgentMonitor voices =
        new AgentMonitor(
            control,
            () -> running.backends(),
            monitor,
            (backend, server, before) -> Operator.onChanged(this, backend, server, before));
    agents = new CheckScheduler(loops.checks(), checks, voices, global.spreadChecks());
    reloader =
        new Reloader(
            new Parts(
                workers,
                processLimit,
                acceptErrors,
                balancers,
                checks,
                scheduler::observed,
                new Scopes(),
                _ -> metrics.text()));
    workers.forEach(worker -> worker.execute(() -> worker.idle().setMost(this::mostIdle)));
  }

  /** A connection to a server may be idle on a worker where a client could still come. */
  private int mostIdle() {
    return (processLimit.max() - processLimit.taken()) / workers.size();
  }

  private void stopLoops() {
    scheduler.close();
    resolver.close();
    agents.close();
    control.close();
    loops.stop();
  }

  /** Checks and writers follow servers that move. */
  private final class FollowMoves implements Discovery.Listener {
    @Override
    public void onState(final BackendRuntime backend, final Server server) {
      writers.onState(backend, server, System.nanoTime());
    }

    @Override
    public void onMoved() {
      watch();
    }
  }

  // ---- the end

  /** Stops accepting, and stops when the last session is over, or after {@code hard-stop-after}. */
  public void drain() {
    control.post(this::onDrain);
  }

  private void onDrain() {
    drainWanted = true;
    if (phase != Phase.RUNNING) {
      return;
    }
    phase = Phase.DRAINING;
    LOG.info("draining: {} sessions are open, no new ones are taken", processLimit.taken());
    closeBindings(() -> {
      running.states().forEach(loops::drainSessions);
      processLimit.whenEmpty(() -> control.post(this::onLastSessionGone));
    });
    running
        .config()
        .global()
        .hardStopAfter()
        .ifPresent(limit ->
            control.after(
                limit,
                () -> {
                  LOG.warn("hard-stop-after: {} sessions are closed", processLimit.taken());
                  running.states().forEach(loops::shutdownSessions);
                }));
  }

  private void onLastSessionGone() {
    if (phase == Phase.DRAINING) {
      finish();
    }
  }

  /** Closes every session and stops. */
  public void stop() {
    control.post(this::onStop);
  }

  private void onStop() {
    stopWanted = true;
    if (phase != Phase.RUNNING && phase != Phase.DRAINING) {
      // It is just starting, and stops as soon as it has; or it has stopped.
      return;
    }
    phase = Phase.DRAINING;
    LOG.info("stopping: {} sessions are closed", processLimit.taken());
    closeBindings(() -> {
      if (phase == Phase.STOPPED) {
        // A drain came to its end meanwhile.
        return;
      }
      running.states().forEach(loops::shutdownSessions);
      afterWorkers(this::finish);
    });
  }

  /** Calls a task when no listening socket is left and what was in their backlogs is accepted. */
  private void closeBindings(final Runnable then) {
    running.bindings().values().forEach(Binding::stop);
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
    Thread.ofPlatform().name(name + "-stop").start(this::stopAll);
  }

  private void stopAll() {
    // A reload that is under way ends first, unless it waits for something, such as a name: it
    // finds later that all has stopped, as those do that come after it.
    final boolean alone = awaitChange();
    try {
      admin.close();
      metrics.close();
      stopLoops();
    } finally {
      if (alone) {
        changing.unlock();
      }
    }
    LOG.info("stopped");
    stopped.countDown();
  }

  private boolean awaitChange() {
    try {
      return changing.tryLock(RELOAD_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns when it has stopped. */
  public void awaitStopped() throws InterruptedException {
    stopped.await();
  }

  // ---- what the operator does

  /** Watches what is to be checked now, and no more than that. Control loop. */
  void watch() {
    scheduler.post(Watches.of(running));
    agents.post(Watches.agents(running));
  }

  /** Closes the sessions of a server. Any thread. */
  void shutdownSessions(final ServerRuntime server, final Cause cause) {
    for (final Worker worker : workers) {
      worker.execute(() -> server.sessions(worker.index()).shutdownAll(cause));
    }
  }

  /** The writer groups. */
  WriterGroups writers() {
    return writers;
  }

  // ---- seeing

  /** What is counted, at this moment. Any thread but a worker's. */
  public Stats stats() {
    final Generation now = running;
    long sessions = now.retired().allSessions();
    for (final FrontendRuntime frontend : now.frontends().values()) {
      sessions += frontend.state().counters().totals().sessions();
    }
    final Stats stats =
        StatsReader.read(
            new Stats.ProcessStats(
                version,
                (System.nanoTime() - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1),
                workers.size(),
                processLimit.max(),
                processLimit.taken(),
                sessions,
                acceptErrors.count(),
                logWriter.dropped(),
                reloads.get(),
                reloadFailures.get(),
                phase == Phase.DRAINING),
            now,
            writers.views());
    return stats.withTables(
        tables().all().stream()
            .map(t -> new Stats.TableStats(t.name(), t.config().size(), t.used()))
            .toList());
  }

  /** The stick tables that run. Any thread. */
  StickTables tables() {
    return reloader.tables();
  }

  /** Whether it lives and serves. Any thread. */
  public Readiness readiness() {
    final String complaint = heartbeat.complaint();
    final String reason = notReadyReason();
    return new Readiness(
        complaint.isEmpty(),
        complaint.isEmpty() ? "ok" : complaint,
        reason.isEmpty(),
        reason.isEmpty() ? "ok" : reason);
  }

  /**
   * Says whether its code is still being warmed up: it serves, and calls itself not ready. Any
   * thread.
   */
  public void setWarming(final boolean now) {
    warming = now;
  }

  /** Client connections that are open now. Any thread. */
  public int sessions() {
    return processLimit.taken();
  }

  private String notReadyReason() {
    if (warming && phase == Phase.RUNNING) {
      return "warming up";
    }
    return switch (phase) {
      case NEW -> "starting";
      case DRAINING -> "draining";
      case STOPPED -> "stopped";
      case RUNNING ->
          running.backends().values().stream()
              .filter(backend -> backend.backend().holding())
              .findFirst()
              .map(backend -> "backend " + backend.name() + " waits for its first checks")
              .orElse("");
    };
  }

  /** Where the admin listeners are, in the order of the configuration; for tests. */
  public List<SocketAddress> adminAddresses() {
    return admin.servers().stream().map(AdminServer::address).toList();
  }

  /** The writer groups, as they are shown. Any thread. */
  public List<GroupView> writerGroups() {
    return writers.views();
  }

  /** What runs now; for tests and the launcher's messages. */
  public Generation running() {
    return running;
  }

  /** Whether a server is to be checked: MAINT ends checks, and so does the want of an address. */
  static boolean isChecked(final Server server) {
    return server.config().check().isPresent()
        && server.state().admin() != AdminState.MAINT
        && server.state().resolved();
  }
}
