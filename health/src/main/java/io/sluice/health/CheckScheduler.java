package io.sluice.health;

import io.netty.channel.IoEventLoop;
import io.sluice.backends.Health;
import io.sluice.backends.Server;
import io.sluice.config.CheckConfig;
import io.sluice.config.ObserveConfig;
import io.sluice.config.ObserveConfig.OnError;
import io.sluice.config.ProbeConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs checks when they are due, one probe for all servers that would send the same one.
 *
 * <p>Its state is confined to the check loop; {@link #post}, {@link #probeNow}, {@link #hurry} and
 * {@link #observed} may be called from anywhere.
 *
 * <p>Servers share a probe when target, probe and intervals are equal; rise and fall are each
 * server's own. The probe runs at {@code fastinter} while the verdict of any of them is changing,
 * at {@code downinter} while all are down, else at {@code inter}; more often while any of them is
 * to hurry.
 */
public final class CheckScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckScheduler.class);

  private final CheckLoop loop;
  private final Checks checks;
  private final CheckListener listener;
  private final RandomGenerator random;
  private volatile int spreadPercent;
  private volatile boolean closed;

  private final Map<SharedProbe.Key, SharedProbe> probes = new HashMap<>();
  private Map<Server, Subscription> subscriptions = new HashMap<>();
  private Hurry hurry = new Hurry(Set.of(), Long.MAX_VALUE);
  private boolean faultLogged;

  /**
   * A scheduler with nothing to do yet.
   *
   * @param eventLoop the check loop
   * @param checks the types there are
   * @param listener hears every result
   * @param spreadPercent random share added to or taken from each interval, 0 to 50
   */
  public CheckScheduler(
      final IoEventLoop eventLoop,
      final Checks checks,
      final CheckListener listener,
      final int spreadPercent) {
    this(eventLoop, checks, listener, spreadPercent, RandomGenerator.getDefault());
  }

  /** The same with randomness of the caller's choice, used on the check loop alone. */
  CheckScheduler(
      final IoEventLoop eventLoop,
      final Checks checks,
      final CheckListener listener,
      final int spreadPercent,
      final RandomGenerator random) {
    this.loop = new CheckLoop(eventLoop);
    this.checks = checks;
    this.listener = listener;
    this.random = random;
    setSpreadPercent(spreadPercent);
  }

  /**
   * A server to be checked.
   *
   * @param server whom the verdict is for
   * @param check how and how often
   * @param target where
   */
  public record Watch(Server server, CheckConfig check, Target target) {}

  /** Whose probes run more often than they would, and how often. */
  record Hurry(Set<Server> servers, long intervalNanos) {}

  private record Wanted(Watch watch, SharedProbe.Key key, HealthCheck check) {}

  /** Changes the random share of intervals, 0 to 50 percent, from each probe's next run on. */
  public void setSpreadPercent(final int percent) {
    if (percent < 0 || percent > 50) {
      throw new IllegalArgumentException("spread of checks must be 0 to 50 percent: " + percent);
    }
    spreadPercent = percent;
  }

  /**
   * Replaces what is checked. Servers whose watch is unchanged go on where they are; new ones are
   * checked at once. A server whose watch changed keeps its verdict, unless its health is PENDING
   * by now.
   *
   * <p>Nothing happens after {@link #close}.
   *
   * @param watches one for each server
   * @throws IllegalArgumentException a check cannot be made, or a server is there twice; nothing
   *     changes then
   */
  public void post(final List<Watch> watches) {
    final List<Wanted> wanted = plan(watches);
    onLoop(() -> onWanted(wanted));
  }

  private List<Wanted> plan(final List<Watch> watches) {
    final Map<ProbeConfig, HealthCheck> made = new HashMap<>();
    final Map<Server, Watch> seen = new HashMap<>();
    final List<Wanted> wanted = new ArrayList<>(watches.size());
    for (final Watch watch : watches) {
      if (seen.put(watch.server(), watch) != null) {
        throw new IllegalArgumentException("two checks of server " + watch.server().name());
      }
      final ProbeConfig probe = watch.check().probe();
      final CheckPace pace = CheckPace.of(watch.check());
      final SharedProbe.Key key = new SharedProbe.Key(watch.target(), probe, pace);
      wanted.add(new Wanted(watch, key, made.computeIfAbsent(probe, checks::create)));
    }
    return wanted;
  }

  private void onLoop(final Runnable task) {
    try {
      loop.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the check loop has ended, and its checks with it", e);
    }
  }

  private void onWanted(final List<Wanted> wanted) {
    if (closed) {
      return;
    }
    final Map<Server, Subscription> before = subscriptions;
    subscriptions = new HashMap<>();
    for (final Wanted each : wanted) {
      final Server server = each.watch().server();
      final Subscription old = before.get(server);
      if (old != null && old.probe().key().equals(each.key())) {
        old.setLimits(each.watch().check().rise(), each.watch().check().fall());
        subscriptions.put(server, old);
        before.remove(server);
      } else {
        subscriptions.put(server, subscribe(each, old));
      }
    }
    before.values().forEach(old -> old.probe().remove(old));
    closeUnused();
  }

  private Subscription subscribe(final Wanted wanted, final Subscription old) {
    final SharedProbe probe =
        probes.computeIfAbsent(wanted.key(), key -> new SharedProbe(key, wanted.check(), this));
    final Subscription subscription =
        new Subscription(wanted.watch().server(), probe, riseFall(wanted.watch(), old));
    probe.add(subscription);
    return subscription;
  }

  /** Our own counter is fresher than the server's state, unless someone set that back. */
  private static RiseFall riseFall(final Watch watch, final Subscription old) {
    final Health health = watch.server().state().health();
    final int rise = watch.check().rise();
    final int fall = watch.check().fall();
    return old != null && health != Health.PENDING
        ? old.riseFall().withLimits(rise, fall)
        : RiseFall.from(health, rise, fall);
  }

  private void closeUnused() {
    probes
        .values()
        .removeIf(probe -> {
          if (probe.unused()) {
            probe.close();
          }
          return probe.unused();
        });
  }

  /**
   * Checks servers without waiting for their intervals. The probe of each runs at once; where a run
   * of it is under way, right after that one, so that a run that began after this call comes to an
   * end. Asked for again and again, a probe runs every 20 ms at most. May be called from anywhere.
   *
   * @param servers those that are not checked are passed over
   */
  public void probeNow(final Collection<Server> servers) {
    final List<Server> named = List.copyOf(servers);
    onLoop(() ->
        named.stream()
            .map(subscriptions::get)
            .filter(Objects::nonNull)
            .map(Subscription::probe)
            .distinct()
            .forEach(SharedProbe::runNow));
  }

  /**
   * Replaces the set of servers whose probes run more often, such as those of a cluster that
   * elects. Where their own interval is shorter, that stays. May be called from anywhere.
   *
   * @param servers an empty set ends it; one that is not checked yet hurries when it is
   * @param intervalNanos between the starts of two runs, more than 0; 20 ms where it is less
   */
  public void hurry(final Set<Server> servers, final long intervalNanos) {
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException("interval of checks is not above 0: " + intervalNanos);
    }
    final Hurry next =
        new Hurry(Set.copyOf(servers), Math.max(intervalNanos, SharedProbe.SHORTEST_GAP_NANOS));
    onLoop(() -> {
      hurry = next;
      probes.values().forEach(SharedProbe::onHurry);
    });
  }

  /**
   * Connects of the traffic to a server failed in a row, as many as its {@code error-limit}.
   * Ignored unless checks found the server up. Its next check comes after {@code fastinter}, and
   * what its {@code on-error} says follows. May be called from anywhere.
   */
  public void observed(final Server server, final ObserveConfig observe) {
    onLoop(() -> onObserved(server, observe));
  }

  private void onObserved(final Server server, final ObserveConfig observe) {
    final Subscription subscription = subscriptions.get(server);
    if (closed || subscription == null || !subscription.up()) {
      return;
    }
    final OnError onError = observe.onError();
    final boolean first = subscription.hasten();
    if (onError == OnError.FASTINTER && !first) {
      return;
    }
    final String reason = words(observe.errorLimit());
    guarded(server, () -> listener.onObserved(server, onError, reason));
    switch (onError) {
      case FASTINTER -> {}
      case FAIL_CHECK -> tell(subscription, failed(reason, false));
      case SUDDEN_DEATH -> {
        subscription.riseFall().toBrink();
        tell(subscription, failed(reason, false));
      }
      case MARK_DOWN -> tell(subscription, failed(reason, true));
    }
    if (!closed) {
      subscription.probe().hasten();
    }
  }

  private static String words(final int errors) {
    return errors == 1
        ? "a connect of the traffic failed"
        : errors + " connects of the traffic failed in a row";
  }

  private static CheckResult failed(final String reason, final boolean atOnce) {
    return new CheckResult.Failed(CheckStatus.HANA, reason, 0, atOnce);
  }

  /** Counts a result for one server, and says so. */
  void tell(final Subscription subscription, final CheckResult result) {
    final Server server = subscription.server();
    if (closed || !subscription.equals(subscriptions.get(server))) {
      return;
    }
    final boolean changed = subscription.count(result);
    final RiseFall riseFall = subscription.riseFall();
    final Health health = riseFall.health();
    if (changed && !(result instanceof CheckResult.Unclear)) {
      guarded(server, () -> listener.onChange(server, result, health, riseFall.text()));
    }
    guarded(server, () -> listener.onResult(server, result, health));
  }

  private void guarded(final Server server, final Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      logOnce(server, e);
    }
  }

  private void logOnce(final Server server, final RuntimeException cause) {
    if (!faultLogged) {
      faultLogged = true;
      LOG.error("a result of a check of server {} was not taken", server.name(), cause);
    }
  }

  CheckLoop loop() {
    return loop;
  }

  Hurry hurry() {
    return hurry;
  }

  RandomGenerator random() {
    return random;
  }

  int spreadPercent() {
    return spreadPercent;
  }

  /**
   * Stops all checks; may be called from anywhere, and more than once. The listener hears nothing
   * more, but for one result that is being told at this moment. Connections are closed on the check
   * loop soon after.
   */
  @Override
  public void close() {
    closed = true;
    if (loop.eventLoop().inEventLoop()) {
      onClose();
    } else {
      onLoop(this::onClose);
    }
  }

  private void onClose() {
    probes.values().forEach(SharedProbe::close);
    probes.clear();
    subscriptions = new HashMap<>();
  }
}
