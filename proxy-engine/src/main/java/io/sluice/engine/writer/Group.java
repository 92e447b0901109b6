package io.sluice.engine.writer;

import io.sluice.backends.AdminState;
import io.sluice.backends.Backend;
import io.sluice.backends.Choice;
import io.sluice.backends.Health;
import io.sluice.backends.Server;
import io.sluice.backends.ServerState;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Switch;
import io.sluice.backends.writer.Verdict;
import io.sluice.backends.writer.WriterGroup;
import io.sluice.backends.writer.WriterGroup.Outcome;
import io.sluice.backends.writer.WriterOrders;
import io.sluice.backends.writer.WriterSettings;
import io.sluice.backends.writer.WriterSnapshot;
import io.sluice.config.WriterConfig;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.health.CheckResult;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster with one writer: the {@link WriterGroup} that decides, and the backends, sessions and
 * nodes that it decides about. Confined to the control loop, except for {@link #view}.
 */
final class Group implements WriterOrders {
  private static final Logger LOG = LoggerFactory.getLogger(Group.class);
  private static final int SWITCHES_KEPT = 32;
  private static final String NO_SERVER = "no backend has that server now";

  /** A shared probe tells each backend of one check. */
  private static final long SAME_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final String name;
  private final GroupTools tools;
  private final Map<Server, NodeReport> reports = new HashMap<>();

  /** Servers whose sessions may write, also those of backends and lines that are gone. */
  private final Set<Server> writing = new HashSet<>();

  private final Map<Server, SocketAddress> addresses = new WeakHashMap<>();
  private final Deque<SwitchRecord> switches = new ArrayDeque<>();
  private List<BackendRuntime> singles = List.of();
  private List<BackendRuntime> readers = List.of();
  private WriterGroup group; // null: nobody here leads to the writer
  private final TrafficStall stall = new TrafficStall();
  private boolean stalled;
  private long trafficNanos;
  private boolean hurryWanted;
  private boolean hurried;
  private long switchCount;
  private volatile Optional<GroupView> view = Optional.empty();

  Group(final String name, final GroupTools tools) {
    this.name = name;
    this.tools = tools;
  }

  /** What is shown of it; empty: it has no writer. Any thread. */
  Optional<GroupView> view() {
    return view;
  }

  /** Whether its members are to be checked often now. */
  boolean hurried() {
    return hurried;
  }

  /** Every server of it that is checked. */
  Set<Server> servers() {
    final List<BackendRuntime> all = new ArrayList<>(singles);
    all.addAll(readers);
    return all.stream()
        .flatMap(backend -> backend.backend().servers().stream())
        .collect(Collectors.toSet());
  }

  // ---- what it is told

  /** Takes the backends of the configuration that runs from now on. */
  void configure(
      final List<BackendRuntime> nextSingles,
      final List<BackendRuntime> nextReaders,
      final long nowNanos) {
    singles = List.copyOf(nextSingles);
    readers = List.copyOf(nextReaders);
    reports.keySet().retainAll(servers());
    singles.forEach(backend -> writing.addAll(backend.backend().servers()));
    forgetEnded();
    if (singles.isEmpty()) {
      group = null;
      view = Optional.empty();
      stalled = false;
      hurry(false);
    } else {
      configureWriter(nowNanos);
    }
    chooseReaders();
  }

  private void configureWriter(final long nowNanos) {
    final WriterSettings settings = tools.settings(singles);
    if (group == null) {
      group = new WriterGroup(name, settings, this, nowNanos);
    }
    final Map<String, Integer> priorities = new LinkedHashMap<>();
    singles.forEach(backend ->
        backend
            .backend()
            .servers()
            .forEach(server -> priorities.put(server.name(), server.config().priority())));
    group.configure(settings, priorities, nowNanos);
    tellWishes(nowNanos);
    noteMoves(nowNanos);
    publish(nowNanos);
    align();
  }

  /** A backend that a reload added, or made one of the group, does as the others do. */
  private void align() {
    final WriterSnapshot now = view.orElseThrow().snapshot();
    if (now.settled()) {
      open(now.writer());
    } else {
      backends().stream()
          .filter(backend -> !(backend.choice() instanceof Choice.None))
          .forEach(backend -> backend.choose(Choice.HOLD));
    }
  }

  private void forgetEnded() {
    final Set<Server> current =
        singles.stream()
            .flatMap(backend -> backend.backend().servers().stream())
            .collect(Collectors.toSet());
    writing.removeIf(server -> !current.contains(server) && server.served() == 0);
  }

  /** A check of one of its servers ended, and the server's own health is as it follows. */
  void onResult(final Server server, final CheckResult result, final long nowNanos) {
    final boolean up = server.state().verdict().serves();
    if (result instanceof CheckResult.Passed || result instanceof CheckResult.Failed) {
      reports.put(server, result.report().orElseGet(() -> plain(result, up)));
    }
    if (group != null && leadsToWriter(server)) {
      tell(server, result, up, nowNanos);
      publish(nowNanos);
      lookAtTraffic(server, nowNanos);
    }
    chooseReaders();
  }

  private static NodeReport plain(final CheckResult result, final boolean up) {
    return NodeReport.of(result instanceof CheckResult.Passed || up ? Verdict.OK : Verdict.DEAD);
  }

  private boolean leadsToWriter(final Server server) {
    return singles.stream().anyMatch(backend -> backend.backend().servers().contains(server));
  }

  private void tell(
      final Server server, final CheckResult result, final boolean up, final long nowNanos) {
    final String words = words(server);
    switch (result) {
      case CheckResult.Passed passed ->
          group.onReport(
              server.name(),
              passed.report().orElse(NodeReport.of(Verdict.OK)),
              server.state().agent().isDown() ? words : passed.detail(),
              up,
              nowNanos);
      case CheckResult.Failed failed -> {
        if (failed.report().isPresent()) {
          group.onReport(server.name(), failed.report().get(), failed.detail(), up, nowNanos);
        } else {
          group.onSilence(server.name(), words, up || isUpSomewhere(server.name()), nowNanos);
        }
      }
      case CheckResult.Unclear unclear ->
          group.onUnclear(server.name(), unclear.detail(), nowNanos);
    }
  }

  /** Why it is up or down: the agent's words where only the agent keeps it down. */
  private static String words(final Server server) {
    final ServerState state = server.state();
    return state.resolved() && state.agent().isDown() && state.health() != Health.DOWN
        ? state.agent().toString()
        : state.reason();
  }

  /** Something but a check changed the state of a server: the operator, its agent, its address. */
  void onState(final Server server, final long nowNanos) {
    if (group == null || !leadsToWriter(server)) {
      return;
    }
    tellWishes(nowNanos);
    noteMoves(nowNanos);
    final ServerState state = server.state();
    if (state.admin() == AdminState.MAINT
        || (state.resolved() && state.health() == Health.PENDING)) {
      group.onUnchecked(server.name(), "not checked yet", nowNanos);
      probe();
    } else if (!isUpSomewhere(server.name())) {
      group.onSilence(server.name(), words(server), false, nowNanos);
    }
    publish(nowNanos);
    chooseReaders();
  }

  /** A node may lead to the writer by several backends, each with checks of its own. */
  private boolean isUpSomewhere(final String member) {
    return backends().stream()
        .flatMap(backend -> server(backend, member).stream())
        .anyMatch(server -> server.state().resolved() && server.state().verdict().serves());
  }

  /** A server at another address is another node, whatever its name; the sessions stay behind. */
  private void noteMoves(final long nowNanos) {
    for (final BackendRuntime backend : singles) {
      for (final Server server : backend.backend().servers()) {
        final SocketAddress now = BackendRuntime.of(server).address();
        final SocketAddress before = now == null ? null : addresses.put(server, now);
        if (before != null && !before.equals(now)) {
          group.onSilence(server.name(), "it is at another address now", false, nowNanos);
        }
      }
    }
  }

  /** One that is out in any of the backends is to leave. */
  private void tellWishes(final long nowNanos) {
    final Map<String, Optional<String>> wishes = new LinkedHashMap<>();
    for (final BackendRuntime backend : singles) {
      for (final Server server : backend.backend().servers()) {
        wishes.merge(server.name(), wish(backend, server), (a, b) -> a.or(() -> b));
      }
    }
    wishes.forEach((member, wish) -> group.onWish(member, wish, nowNanos));
  }

  private static Optional<String> wish(final BackendRuntime backend, final Server server) {
    final ServerState state = server.state();
    final String where = backend.name() + "/" + server.name();
    if (state.agent().wantsNoSessions()) {
      return Optional.of("the agent of " + where + " wants no sessions: " + state.agent());
    }
    return switch (state.admin()) {
      case READY -> state.resolved() ? Optional.empty() : Optional.of(state.reason());
      case DRAIN, MAINT -> Optional.of("the operator set " + where + " to " + state.admin());
    };
  }

  /** Moves the writer; the answer is why not, empty: it begins. */
  Optional<String> move(final String member, final long nowNanos) {
    if (group == null) {
      return Optional.of("the group " + name + " has no backend with writer = single");
    }
    final Optional<String> refusal = group.move(member, nowNanos);
    publish(nowNanos);
    return refusal;
  }

  // ---- what it does

  private Collection<Backend> backends() {
    return singles.stream().map(BackendRuntime::backend).toList();
  }

  @Override
  public void hold() {
    backends().forEach(backend -> backend.choose(Choice.HOLD));
  }

  @Override
  public void refuse() {
    backends().forEach(backend -> backend.choose(Choice.NONE));
  }

  @Override
  public void open(final String member) {
    // None is left but at the very beginning, when the servers may have been anything before.
    tools.ender().end(writingBut(member), false, _ -> {});
    backends()
        .forEach(backend ->
            backend.choose(
                server(backend, member).<Choice>map(Choice.Only::new).orElse(Choice.NONE)));
  }

  private List<Server> writingBut(final String member) {
    return writing.stream()
        .filter(server -> !server.name().equals(member) && server.served() > 0)
        .toList();
  }

  private static Optional<Server> server(final Backend backend, final String member) {
    return backend.servers().stream().filter(s -> s.name().equals(member)).findFirst();
  }

  @Override
  public void end(final String member, final boolean quietOnly, final long attempt) {
    final WriterGroup asked = group;
    final List<Server> named = writing.stream().filter(s -> s.name().equals(member)).toList();
    tools
        .ender()
        .end(
            named,
            quietOnly,
            left -> later(asked, nowNanos -> asked.onSessions(attempt, left, nowNanos)));
  }

  private interface Later {
    void at(long nowNanos);
  }

  /** What comes back from other threads may come when another group, or none, is in place. */
  private void later(final WriterGroup asked, final Later answer) {
    tools
        .control()
        .post(() -> {
          if (group == asked) {
            final long nowNanos = System.nanoTime();
            answer.at(nowNanos);
            publish(nowNanos);
            chooseReaders();
          }
        });
  }

  @Override
  public void propose(final String member, final long expectedEpoch, final long attempt) {
    final WriterGroup asked = group;
    final Consumer<Outcome> told =
        outcome -> later(asked, nowNanos -> asked.onProposed(attempt, outcome, nowNanos));
    anyServer(member)
        .ifPresentOrElse(
            server -> tools.voice().propose(server, name, expectedEpoch, told),
            () -> told.accept(new Outcome.Failed(NO_SERVER)));
  }

  @Override
  public void catchUp(final String member, final long attempt) {
    final WriterGroup asked = group;
    final Consumer<String> told =
        failure -> later(asked, nowNanos -> asked.onCaughtUp(attempt, failure, nowNanos));
    anyServer(member)
        .ifPresentOrElse(
            server -> tools.voice().catchUp(server, told), () -> told.accept(NO_SERVER));
  }

  private Optional<Server> anyServer(final String member) {
    return backends().stream().flatMap(backend -> server(backend, member).stream()).findFirst();
  }

  @Override
  public void probe() {
    tools.probe(servers());
  }

  @Override
  public void hurry(final boolean often) {
    hurryWanted = often;
    chooseHurry();
  }

  private void chooseHurry() {
    final boolean often = hurryWanted || stalled;
    if (often != hurried) {
      hurried = often;
      tools.hurryChanged();
    }
  }

  /** Whether the writer's clients hear nothing any more is seen at its checks. */
  private void lookAtTraffic(final Server checked, final long nowNanos) {
    final String writer = view.map(v -> v.snapshot().writer()).orElse("");
    if (checked.name().equals(writer) && nowNanos - trafficNanos >= SAME_CHECK_NANOS) {
      trafficNanos = nowNanos;
      final long sentBytes =
          backends().stream()
              .flatMap(backend -> server(backend, writer).stream())
              .mapToLong(server -> BackendRuntime.of(server).counters().totals().bytesOut())
              .sum();
      stalled = stall.look(sentBytes, nowNanos);
      chooseHurry();
    }
  }

  @Override
  public void wakeAfter(final long nanos) {
    tools
        .control()
        .after(
            Duration.ofNanos(nanos),
            () -> {
              if (group != null) {
                final long nowNanos = System.nanoTime();
                group.onTick(nowNanos);
                publish(nowNanos);
                chooseReaders();
              }
            });
  }

  @Override
  public void switched(final Switch change) {
    switchCount++;
    switches.addFirst(new SwitchRecord(Instant.now(), change));
    if (switches.size() > SWITCHES_KEPT) {
      switches.removeLast();
    }
    LOG.warn(
        "writer group {}: {} is the writer{} ({}): {}; {} is {}; new sessions waited {} ms",
        name,
        change.to(),
        change.from().isEmpty() ? "" : ", after " + change.from(),
        change.kind().name().toLowerCase(Locale.ROOT),
        change.why(),
        change.to(),
        change.verdict(),
        TimeUnit.NANOSECONDS.toMillis(change.durationNanos()));
  }

  @Override
  public void warn(final String words) {
    LOG.warn("writer group {}: {}", name, words);
  }

  private void chooseReaders() {
    final String writer = view.map(v -> v.snapshot().writer()).orElse("");
    for (final BackendRuntime backend : readers) {
      final WriterConfig config = backend.config().writer().orElseThrow();
      backend.backend().choose(Readers.of(config, backend.backend().servers(), reports, writer));
    }
  }

  private void publish(final long nowNanos) {
    view = Optional.of(new GroupView(group.snapshot(nowNanos), List.copyOf(switches), switchCount));
  }
}
