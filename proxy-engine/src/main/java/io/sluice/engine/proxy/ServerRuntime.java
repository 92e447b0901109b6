package io.sluice.engine.proxy;

import io.sluice.backends.writer.NodeReport;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.stats.WorkerCounters;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server as the data path needs it. It lives as long as its {@link io.sluice.backends.Server},
 * whose attachment it is.
 */
public final class ServerRuntime {
  private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final String backend;
  private final Observation observation;
  private final WorkerCounters counters;
  private final SessionList[] sessions;
  private final ServerPool[] pools;
  private final Demand[] demands;
  private final AtomicInteger idle = new AtomicInteger();
  private volatile PoolSettings poolSettings = PoolSettings.DEFAULT;
  private volatile SocketAddress address;
  private volatile SocketAddress checkAddress;
  private volatile SocketAddress agentAddress;
  private volatile CheckRecord checks = CheckRecord.NONE;
  private volatile Optional<NodeReport> report = Optional.empty();
  private volatile CheckRecord agentChecks = CheckRecord.NONE;

  /** Null: its address is written in the configuration. */
  private volatile Runnable onUnreachable;

  private volatile boolean followed;

  private final AtomicLong unreachableNanos = new AtomicLong(System.nanoTime() - TELL_NANOS);

  /**
   * @param workers how many there are
   * @param backend the name of its backend
   * @param address resolved; null: nobody knows it yet, and it gets no session before
   * @param onErrorLimit hears when connects failed in a row
   */
  public ServerRuntime(
      final int workers,
      final String backend,
      final SocketAddress address,
      final Observation.Listener onErrorLimit) {
    this.backend = backend;
    observation = new Observation(onErrorLimit);
    counters = new WorkerCounters(workers);
    sessions = new SessionList[workers];
    pools = new ServerPool[workers];
    demands = new Demand[workers];
    for (int i = 0; i < workers; i++) {
      sessions[i] = new SessionList();
      pools[i] = new ServerPool();
      demands[i] = new Demand();
    }
    this.address = address;
  }

  /** The name of its backend. */
  public String backend() {
    return backend;
  }

  /** What its connects say of it. */
  public Observation observation() {
    return observation;
  }

  /** Where sessions go, or went last; null: it never had an address. */
  public SocketAddress address() {
    return address;
  }

  /** New connects go there. Called by the control loop. */
  public void setAddress(final SocketAddress changed) {
    address = changed;
  }

  /** Where it is checked, resolved; null: it has no check. */
  public SocketAddress checkAddress() {
    return checkAddress;
  }

  /** Checks that are watched from now on go there. Called by the control loop. */
  public void setCheckAddress(final SocketAddress changed) {
    checkAddress = changed;
  }

  /**
   * Whom to tell that sessions do not reach it; null: nobody. Called by the control loop.
   *
   * @param task returns at once; any worker may call it
   */
  public void setOnUnreachable(final Runnable task) {
    onUnreachable = task;
  }

  /** Whether a nameserver gave its address, so that the C library need not be asked for it. */
  public boolean isFollowed() {
    return followed;
  }

  /** Called by the control loop. */
  public void setFollowed(final boolean known) {
    followed = known;
  }

  /**
   * A connect failed in a way that may be the address's fault; told on ten times a second at most.
   */
  public void onConnectFailed(final long nowNanos) {
    final Runnable task = onUnreachable;
    final long toldNanos = unreachableNanos.get();
    if (task != null
        && nowNanos - toldNanos >= TELL_NANOS
        && unreachableNanos.compareAndSet(toldNanos, nowNanos)) {
      task.run();
    }
  }

  /** Where its agent is asked, resolved; null: the agent has no address of its own. */
  public SocketAddress agentAddress() {
    return agentAddress;
  }

  /** Questions from now on go there. Called by the control loop. */
  public void setAgentAddress(final SocketAddress changed) {
    agentAddress = changed;
  }

  /** What one worker counts of it. */
  public ProxyCounters counters(final int worker) {
    return counters.of(worker);
  }

  /** What all workers count of it. */
  public WorkerCounters counters() {
    return counters;
  }

  /** The sessions that one worker has on it; for that worker alone. */
  public SessionList sessions(final int worker) {
    return sessions[worker];
  }

  /** The idle connections of one worker to it; for that worker alone. */
  public ServerPool pool(final int worker) {
    return pools[worker];
  }

  /** How many connections to it one worker needs; for that worker alone. */
  public Demand demand(final int worker) {
    return demands[worker];
  }

  /** How many idle connections there may be, and for how long; any thread. */
  public PoolSettings poolSettings() {
    return poolSettings;
  }

  /** Called by the control loop. */
  public void setPoolSettings(final PoolSettings changed) {
    poolSettings = changed;
  }

  /**
   * Counts one more idle connection, where there is a limit.
   *
   * @return false: there are as many as may be, and it is not counted
   */
  boolean tryCountIdle() {
    final int most = poolSettings.most();
    while (true) {
      final int now = idle.get();
      if (now >= most) {
        return false;
      }
      if (idle.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** One that was counted is idle no more. */
  void uncountIdle() {
    idle.decrementAndGet();
  }

  /** What its checks found so far; any thread. */
  public CheckRecord checks() {
    return checks;
  }

  /** Called by the control loop. */
  public void setChecks(final CheckRecord next) {
    checks = next;
  }

  /** What it last said of its place in a cluster; empty: nothing, or it does not answer. */
  public Optional<NodeReport> report() {
    return report;
  }

  /** Called by the control loop. */
  public void setReport(final Optional<NodeReport> next) {
    report = next;
  }

  /** How asking its agent went so far; any thread. */
  public CheckRecord agentChecks() {
    return agentChecks;
  }

  /** Called by the control loop. */
  public void setAgentChecks(final CheckRecord next) {
    agentChecks = next;
  }
}
