package io.sluice.engine;

import io.netty.util.internal.PlatformDependent;
import io.sluice.backends.Balancers;
import io.sluice.backends.stick.StickTables;
import io.sluice.config.ConfigProblem;
import io.sluice.config.Origin;
import io.sluice.config.ProxyConfig;
import io.sluice.engine.admin.AdminServer;
import io.sluice.engine.admin.Metrics;
import io.sluice.engine.admin.Readiness;
import io.sluice.engine.frontend.AcceptErrors;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.proxy.ConnectionLimit;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.Scopes;
import io.sluice.engine.reload.Generation;
import io.sluice.engine.reload.Parts;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.writer.GroupView;
import io.sluice.health.Checks;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Sluice: starts, reloads, drains and stops everything, in the right order. How far it is
 * stands in {@link Life}, what it runs on in {@link Engine}, and how a configuration comes into
 * force in {@link Configurations}.
 *
 * <p>{@link #start} and {@link #reload} block, one caller at a time; {@link #drain} and {@link
 * #stop} return at once. All may be called from any thread but an event loop's.
 */
public final class ProxyServer {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);
  private static final String NAME = "sluice";
  private static final Duration SLOW_START_STEP = Duration.ofSeconds(1);

  private final String name;
  private final LogWriter logWriter;
  private final String version;
  private final Balancers balancers;
  private final Checks checks;
  private final long startedNanos = System.nanoTime();
  private final ControlLoop control;
  private final ConnectionLimit processLimit = new ConnectionLimit(0);
  private final AcceptErrors acceptErrors = new AcceptErrors();
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong reloadFailures = new AtomicLong();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<Generation> running = new AtomicReference<>(Generation.empty());
  private final Metrics metrics = new Metrics(this::stats);
  private final AdminListeners admin;
  private final Life life;

  private Engine engine;
  private Configurations configurations;

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
    life = new Life(name, control, processLimit, running::get, this::stopAll);
  }

  /**
   * Starts to serve.
   *
   * @return what stands in the way, and then nothing was started; empty: it serves
   */
  public List<ConfigProblem> start(final ProxyConfig config) {
    if (!PlatformDependent.hasUnsafe()) {
      life.onNotStarted();
      return withoutUnsafe();
    }
    engine = new Engine(name, config.global(), logWriter, control, checks, running::get);
    configurations = new Configurations(life, control, engine, admin, logWriter, parts(), running);
    engine.workers().forEach(worker -> worker.execute(() -> worker.idle().setMost(this::mostIdle)));
    final List<ConfigProblem> problems = configurations.change(config);
    if (!problems.isEmpty()) {
      life.onNotStarted();
      engine.stop();
      return problems;
    }
    engine.watchLoops();
    control.every(SLOW_START_STEP, this::stepSlowStarts);
    final var _ = control.ask(() -> life.onStarted(engine.loops()));
    LOG.info(
        "ready: {} event loops, maxconn {}, {} frontends, {} backends",
        engine.workers().size(),
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

  private Parts parts() {
    return new Parts(
        engine.workers(),
        processLimit,
        acceptErrors,
        balancers,
        checks,
        engine.scheduler()::observed,
        new Scopes(),
        _ -> metrics.text());
  }

  /** A connection to a server may be idle on a worker where a client could still come. */
  private int mostIdle() {
    return (processLimit.max() - processLimit.taken()) / engine.workers().size();
  }

  private void stepSlowStarts() {
    running().backends().values().forEach(backend -> backend.backend().onTick(System.nanoTime()));
  }

  /**
   * Puts another configuration in place of the one that runs. Sessions that are open stay.
   *
   * @return what stands in the way, and then nothing has changed; empty: it is in force
   */
  public List<ConfigProblem> reload(final ProxyConfig config) {
    final List<ConfigProblem> problems =
        serves() ? configurations.change(config) : Configurations.stopping();
    (problems.isEmpty() ? reloads : reloadFailures).incrementAndGet();
    return problems;
  }

  /** Counts a reload that came to nothing because the files could not be read. */
  public void countRefusedReload() {
    reloadFailures.incrementAndGet();
  }

  // ---- the end

  /** Stops accepting, and stops when the last session is over, or after {@code hard-stop-after}. */
  public void drain() {
    life.drain();
  }

  /** Closes every session and stops. */
  public void stop() {
    life.stop();
  }

  private void stopAll() {
    configurations.end(() -> {
      admin.close();
      metrics.close();
      engine.stop();
    });
    LOG.info("stopped");
    stopped.countDown();
  }

  /** Returns when it has stopped. */
  public void awaitStopped() throws InterruptedException {
    stopped.await();
  }

  // ---- seeing

  /** The client connections at one time that a start with this configuration would take. */
  public static int maxconn(final ProxyConfig config) {
    return Configurations.maxconn(config);
  }

  /** Whether it has started, and takes new sessions. Any thread. */
  public boolean serves() {
    return life.serves();
  }

  /** What is counted, at this moment. Any thread but a worker's. */
  public Stats stats() {
    final Generation now = running();
    final Stats stats = StatsReader.read(process(now), now, writerGroups());
    return stats.withTables(
        tables().all().stream()
            .map(t -> new Stats.TableStats(t.name(), t.config().size(), t.used()))
            .toList());
  }

  private Stats.ProcessStats process(final Generation now) {
    long sessions = now.retired().allSessions();
    for (final FrontendRuntime frontend : now.frontends().values()) {
      sessions += frontend.state().counters().totals().sessions();
    }
    return new Stats.ProcessStats(
        version,
        (System.nanoTime() - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1),
        engine.workers().size(),
        processLimit.max(),
        processLimit.taken(),
        sessions,
        acceptErrors.count(),
        logWriter.dropped(),
        reloads.get(),
        reloadFailures.get(),
        life.drains());
  }

  /** What it runs on; null until it starts. */
  Engine engine() {
    return engine;
  }

  /** The stick tables that run. Any thread. */
  StickTables tables() {
    return configurations.tables();
  }

  /** Whether it lives and serves. Any thread. */
  public Readiness readiness() {
    final String complaint = engine.complaint();
    final String reason = life.notReadyReason();
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
    life.setWarming(now);
  }

  /** Client connections that are open now. Any thread. */
  public int sessions() {
    return processLimit.taken();
  }

  /** Where the admin listeners are, in the order of the configuration; for tests. */
  public List<SocketAddress> adminAddresses() {
    return admin.servers().stream().map(AdminServer::address).toList();
  }

  /** The writer groups, as they are shown. Any thread. */
  public List<GroupView> writerGroups() {
    return engine.writers().views();
  }

  /** What runs now; for tests and the launcher's messages. */
  public Generation running() {
    return running.get();
  }
}
