package io.sluice.backends.writer;

import io.sluice.config.WriterConfig.Failback;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A group under test: its clock, the nodes' words, and what it ordered, as words in their order.
 * Sessions end, and members catch up, when the test says so.
 */
final class Cluster implements WriterOrders {
  static final WriterSettings BY_ORDER = settings(Failback.NONE, false);
  static final WriterSettings BY_TABLE = settings(Failback.NONE, true);
  private static final long FIRST_VIEW = 10;

  final List<String> orders = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final List<Switch> switches = new ArrayList<>();
  boolean hurried;
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final WriterSettings settings;
  private final WriterGroup group;
  private long nowNanos = TimeUnit.HOURS.toNanos(1);
  private long wakeNanos = Long.MAX_VALUE;
  private long attempt;
  private long view = FIRST_VIEW;
  private AgreedRow row = AgreedRow.NOT_READ;

  Cluster(final WriterSettings settings, final String... names) {
    this.settings = settings;
    group = new WriterGroup("g", settings, this, nowNanos);
    for (final String name : names) {
      addresses.put(name, "10.0.0." + (addresses.size() + 1) + ":3306");
    }
    configure(settings, names);
  }

  static WriterSettings settings(final Failback failback, final boolean agreed) {
    return new WriterSettings(
        failback,
        agreed,
        true,
        TimeUnit.SECONDS.toNanos(5),
        TimeUnit.SECONDS.toNanos(5),
        TimeUnit.MILLISECONDS.toNanos(250));
  }

  void configure(final WriterSettings changed, final String... names) {
    final Map<String, Integer> priorities = new LinkedHashMap<>();
    for (final String name : names) {
      priorities.put(name, priorities.size() + 1);
    }
    group.configure(changed, priorities, nowNanos);
  }

  /** Three nodes that are well, with db1 as the writer. */
  static Cluster settled(final WriterSettings settings) {
    final Cluster cluster = new Cluster(settings, "db1", "db2", "db3");
    if (settings.agreed()) {
      cluster.row = new AgreedRow.Named("db1", 1);
    }
    cluster.allWell();
    cluster.forget();
    return cluster;
  }

  void forget() {
    orders.clear();
    warnings.clear();
    switches.clear();
  }

  // ---- the nodes

  void row(final AgreedRow changed) {
    row = changed;
  }

  /** The members of the cluster change; nodes say so when they report next. */
  void nextView() {
    view++;
  }

  void allWell() {
    addresses.keySet().forEach(this::well);
  }

  void well(final String name) {
    report(name, Verdict.OK, "Synced", status(name, view, List.copyOf(addresses.values())));
  }

  /** Reports of a node whose cluster has lost some. */
  void wellWithout(final String name, final String... lost) {
    final List<String> left = new ArrayList<>(addresses.values());
    for (final String other : lost) {
      left.remove(addresses.get(other));
    }
    report(name, Verdict.OK, "Synced", status(name, view, left));
  }

  void says(final String name, final Verdict verdict, final String words) {
    report(name, verdict, words, status(name, view, List.copyOf(addresses.values())));
  }

  void readOnly(final String name) {
    report(
        name,
        Verdict.DRAIN,
        "read_only=ON",
        new Status(name, view, List.copyOf(addresses.values())).readOnly());
  }

  /** It asks the others to wait for it. */
  void holdsUp(final String name) {
    report(
        name,
        Verdict.OK,
        "Synced",
        new Status(name, view, List.copyOf(addresses.values())).holdsUp());
  }

  /** It gives its state to another, or runs a change of a schema alone. */
  void heldUp(final String name) {
    report(
        name,
        Verdict.DRAIN,
        "wsrep_desync_count=1",
        new Status(name, view, List.copyOf(addresses.values())).heldUp());
  }

  private GaleraStatus status(final String name, final long confId, final List<String> all) {
    return new Status(name, confId, all).build();
  }

  /** The status of a node, with what differs from a healthy one. */
  record Status(String name, long confId, List<String> all) {
    GaleraStatus build() {
      return of(false, 0, false);
    }

    GaleraStatus readOnly() {
      return of(true, 0, false);
    }

    GaleraStatus heldUp() {
      return of(false, 1, false);
    }

    GaleraStatus holdsUp() {
      return of(false, 0, true);
    }

    private GaleraStatus of(
        final boolean isReadOnly, final long desyncCount, final boolean holdsUp) {
      final String own = "10.0.0." + name.substring(2) + ":3306";
      return new GaleraStatus(
          4,
          "Synced",
          true,
          true,
          true,
          true,
          false,
          desyncCount,
          "NONE",
          false,
          "rsync",
          isReadOnly,
          "DISABLED",
          all.indexOf(own),
          "uuid",
          confId,
          all.size(),
          "node-" + name,
          name,
          all,
          0,
          holdsUp,
          0,
          0,
          0,
          1,
          100);
    }
  }

  private void report(
      final String name, final Verdict verdict, final String words, final GaleraStatus status) {
    final boolean up = verdict != Verdict.BAD;
    group.onReport(name, new NodeReport(verdict, Optional.of(status), row), words, up, nowNanos);
  }

  void dead(final String name) {
    group.onSilence(name, "connection refused", false, nowNanos);
  }

  void silent(final String name) {
    group.onSilence(name, "no answer in time", true, nowNanos);
  }

  void unclear(final String name) {
    group.onUnclear(name, "1040 Too many connections", nowNanos);
  }

  void wish(final String name, final String words) {
    group.onWish(name, words.isEmpty() ? Optional.empty() : Optional.of(words), nowNanos);
  }

  Optional<String> move(final String name) {
    return group.move(name, nowNanos);
  }

  // ---- answers to orders

  void sessionsLeft(final int count) {
    group.onSessions(attempt, count, nowNanos);
  }

  void caughtUp() {
    group.onCaughtUp(attempt, "", nowNanos);
  }

  void notCaughtUp(final String why) {
    group.onCaughtUp(attempt, why, nowNanos);
  }

  void won(final long epoch) {
    group.onProposed(attempt, new WriterGroup.Outcome.Won(epoch), nowNanos);
  }

  void lost() {
    group.onProposed(attempt, new WriterGroup.Outcome.Lost(), nowNanos);
  }

  void failed(final String why) {
    group.onProposed(attempt, new WriterGroup.Outcome.Failed(why), nowNanos);
  }

  /** An answer to what was asked before the last order. */
  void late() {
    group.onSessions(attempt - 1, 0, nowNanos);
    group.onCaughtUp(attempt - 1, "", nowNanos);
    group.onProposed(attempt - 1, new WriterGroup.Outcome.Won(99), nowNanos);
  }

  // ---- time

  /** Lets time pass; what the group wanted to be woken for happens in its turn. */
  void pass(final long millis) {
    final long end = nowNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    while (wakeNanos <= end) {
      nowNanos = Math.max(nowNanos, wakeNanos);
      wakeNanos = Long.MAX_VALUE;
      group.onTick(nowNanos);
    }
    nowNanos = end;
  }

  /** The same while every node that is named reports every 250 ms. */
  void passWell(final long millis, final String... names) {
    for (long passed = 0; passed < millis; passed += 250) {
      pass(250);
      for (final String name : names) {
        well(name);
      }
    }
  }

  String writer() {
    return group.snapshot(nowNanos).writer();
  }

  WriterSnapshot snapshot() {
    return group.snapshot(nowNanos);
  }

  WriterSettings settings() {
    return settings;
  }

  // ---- orders

  @Override
  public void hold() {
    orders.add("hold");
  }

  @Override
  public void refuse() {
    orders.add("refuse");
  }

  @Override
  public void open(final String member) {
    orders.add("open " + member);
  }

  @Override
  public void end(final String member, final boolean quietOnly, final long asked) {
    attempt = asked;
    orders.add((quietOnly ? "end quiet " : "end ") + member);
  }

  @Override
  public void propose(final String member, final long expectedEpoch, final long asked) {
    attempt = asked;
    orders.add("propose " + member + " at " + expectedEpoch);
  }

  @Override
  public void catchUp(final String member, final long asked) {
    attempt = asked;
    orders.add("catch up " + member);
  }

  @Override
  public void probe() {}

  @Override
  public void hurry(final boolean often) {
    hurried = often;
  }

  @Override
  public void wakeAfter(final long nanos) {
    wakeNanos = Math.min(wakeNanos, nowNanos + nanos);
  }

  @Override
  public void switched(final Switch change) {
    switches.add(change);
  }

  @Override
  public void warn(final String words) {
    warnings.add(words);
  }
}
