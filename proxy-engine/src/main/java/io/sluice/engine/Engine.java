package io.sluice.engine;

import io.sluice.backends.Server;
import io.sluice.config.GlobalConfig;
import io.sluice.engine.discovery.Discovery;
import io.sluice.engine.discovery.DnsResolver;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.reload.Generation;
import io.sluice.engine.transport.Worker;
import io.sluice.engine.writer.WriterGroups;
import io.sluice.health.CheckScheduler;
import io.sluice.health.Checks;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * What a server runs on, whatever its configuration: the event loops, and who checks servers, asks
 * agents, follows names and decides on writers. Made by a start, and stopped once.
 *
 * <p>What changes with a configuration is told on the control loop.
 */
final class Engine {
  private final ControlLoop control;
  private final Supplier<Generation> running;
  private final EventLoops loops;
  private final Heartbeat heartbeat;
  private final DnsResolver resolver;
  private final Discovery discovery;
  private final CheckScheduler scheduler;
  private final CheckScheduler agents;
  private final WriterGroups writers;

  /**
   * Starts the threads.
   *
   * @param name what the names of its threads begin with
   * @param running what runs now; asked on the control loop
   */
  Engine(
      final String name,
      final GlobalConfig global,
      final LogWriter logWriter,
      final ControlLoop control,
      final Checks checks,
      final Supplier<Generation> running) {
    this.control = control;
    this.running = running;
    loops = EventLoops.start(name, global, logWriter);
    heartbeat = new Heartbeat(loops.workers());
    resolver = new DnsResolver(loops.dns());
    discovery =
        new Discovery(
            resolver,
            new DiscoveryLoop(control),
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble(),
            new FollowMoves());
    final ServerMonitor monitor =
        new ServerMonitor(control, loops.workers(), this::backends, discovery);
    scheduler = new CheckScheduler(loops.checks(), checks, monitor, global.spreadChecks());
    writers =
        new WriterGroups(
            control, loops.workers(), scheduler, new NodeVoice(loops.checks(), running));
    monitor.setGroups(writers);
    final AgentMonitor voices =
        new AgentMonitor(
            control,
            this::backends,
            monitor,
            (backend, server, before) -> Operator.onChanged(this, backend, server, before));
    agents = new CheckScheduler(loops.checks(), checks, voices, global.spreadChecks());
  }

  private Map<String, BackendRuntime> backends() {
    return running.get().backends();
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

  /** Begins to watch the event loops: they serve from now on. */
  void watchLoops() {
    heartbeat.start(control);
  }

  /** What is wrong with the event loops, in words; empty: all answer. Any thread. */
  String complaint() {
    return heartbeat.complaint();
  }

  EventLoops loops() {
    return loops;
  }

  List<Worker> workers() {
    return loops.workers();
  }

  /** Who checks servers. */
  CheckScheduler scheduler() {
    return scheduler;
  }

  /** The writer groups. */
  WriterGroups writers() {
    return writers;
  }

  /** Follows a generation that is in force from now on. Control loop. */
  void configure(final Generation next, final int maxpipes) {
    final GlobalConfig global = next.config().global();
    scheduler.setSpreadPercent(global.spreadChecks());
    limitPipes(maxpipes, global.tuning().pipeBytes());
    discovery.onConfigured(next.backends(), global.resolvers());
    agents.setSpreadPercent(global.spreadChecks());
    watch();
    writers.configure(next.backends().values(), System.nanoTime());
  }

  /** All workers may have so many pipes together. */
  private void limitPipes(final int most, final int bytes) {
    for (final Worker worker : workers()) {
      final int share = (most + workers().size() - 1 - worker.index()) / workers().size();
      worker.execute(() -> worker.pipes().limit(share, bytes));
    }
  }

  /** Watches what is to be checked now, and no more than that. Control loop. */
  void watch() {
    scheduler.post(Watches.of(running.get()));
    agents.post(Watches.agents(running.get()));
  }

  /** Closes the sessions of a server. Any thread. */
  void shutdownSessions(final ServerRuntime server, final Cause cause) {
    for (final Worker worker : workers()) {
      worker.execute(() -> server.sessions(worker.index()).shutdownAll(cause));
    }
  }

  /** Ends all of it, the control loop too, and returns when the threads have ended. */
  void stop() {
    scheduler.close();
    resolver.close();
    agents.close();
    control.close();
    loops.stop();
  }
}
