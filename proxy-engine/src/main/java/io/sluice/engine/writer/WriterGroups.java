package io.sluice.engine.writer;

import io.sluice.backends.Backend;
import io.sluice.backends.Choice;
import io.sluice.backends.Server;
import io.sluice.backends.writer.WriterSettings;
import io.sluice.config.CheckConfig;
import io.sluice.config.WriterConfig;
import io.sluice.config.WriterConfig.Agreement;
import io.sluice.config.WriterConfig.Mode;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.transport.Worker;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Every writer group, by name. On the control loop; {@link #views} may be called by any thread. */
public final class WriterGroups implements GroupTools {
  /** While a cluster has no writer, or its writer is silent. */
  private static final long HURRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Control control;
  private final SessionEnder ender;
  private final CheckScheduler scheduler;
  private final ClusterVoice voice;
  private final Set<Backend> led = new HashSet<>();
  private final Map<String, Group> groups = new ConcurrentHashMap<>();

  public WriterGroups(
      final Control control,
      final List<Worker> workers,
      final CheckScheduler scheduler,
      final ClusterVoice voice) {
    this.control = control;
    this.ender = new SessionEnder(workers);
    this.scheduler = scheduler;
    this.voice = voice;
  }

  /** Takes the backends that run from now on. */
  public void configure(final Collection<BackendRuntime> backends, final long nowNanos) {
    refuseGone(backends);
    final Map<String, List<BackendRuntime>> byName = new LinkedHashMap<>();
    for (final BackendRuntime backend : backends) {
      backend
          .config()
          .writer()
          .ifPresentOrElse(
              writer ->
                  byName.computeIfAbsent(writer.group(), key -> new ArrayList<>()).add(backend),
              () -> backend.backend().choose(Choice.ANY));
    }
    byName.forEach((name, members) ->
        groups
            .computeIfAbsent(name, key -> new Group(key, this))
            .configure(of(members, Mode.SINGLE), of(members, Mode.NONE), nowNanos));
    for (final String name : Set.copyOf(groups.keySet())) {
      if (!byName.containsKey(name)) {
        groups.remove(name).configure(List.of(), List.of(), nowNanos);
      }
    }
    hurryChanged();
  }

  /** A backend that is gone hears of no move any more, so that it leads nowhere. */
  private void refuseGone(final Collection<BackendRuntime> backends) {
    final Set<Backend> present =
        backends.stream().map(BackendRuntime::backend).collect(Collectors.toSet());
    led.stream().filter(b -> !present.contains(b)).forEach(b -> b.choose(Choice.NONE));
    led.clear();
    backends.stream()
        .filter(b -> b.config().writer().isPresent())
        .forEach(b -> led.add(b.backend()));
  }

  private static List<BackendRuntime> of(final List<BackendRuntime> backends, final Mode mode) {
    return backends.stream()
        .filter(backend -> backend.config().writer().orElseThrow().mode() == mode)
        .toList();
  }

  /** A check ended, and what follows for the server itself is done. */
  public void onResult(
      final BackendRuntime backend,
      final Server server,
      final CheckResult result,
      final long nowNanos) {
    of(backend).ifPresent(group -> group.onResult(server, result, nowNanos));
  }

  /** Something but a check changed the state of a server. */
  public void onState(final BackendRuntime backend, final Server server, final long nowNanos) {
    of(backend).ifPresent(group -> group.onState(server, nowNanos));
  }

  private Optional<Group> of(final BackendRuntime backend) {
    return backend.config().writer().map(WriterConfig::group).map(groups::get);
  }

  /**
   * Moves a group's writer in good order.
   *
   * @return why not; empty: it begins
   */
  public Optional<String> move(final String group, final String server, final long nowNanos) {
    final Group known = groups.get(group);
    return known == null
        ? Optional.of("there is no writer group " + group)
        : known.move(server, nowNanos);
  }

  /** Checks every server of a group now. Returns false where there is no such group. Any thread. */
  public boolean probe(final String group) {
    final Group known = groups.get(group);
    if (known != null) {
      control.post(() -> probe(known.servers()));
    }
    return known != null;
  }

  /** What is shown of the groups that have a writer, by name. Any thread. */
  public List<GroupView> views() {
    return groups.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(entry -> entry.getValue().view().stream())
        .toList();
  }

  @Override
  public Control control() {
    return control;
  }

  @Override
  public SessionEnder ender() {
    return ender;
  }

  @Override
  public ClusterVoice voice() {
    return voice;
  }

  @Override
  public void probe(final Set<Server> servers) {
    scheduler.probeNow(servers);
  }

  @Override
  public void hurryChanged() {
    final Set<Server> often = new HashSet<>();
    groups.values().stream().filter(Group::hurried).forEach(g -> often.addAll(g.servers()));
    scheduler.hurry(often, HURRY_NANOS);
  }

  @Override
  public WriterSettings settings(final List<BackendRuntime> singles) {
    final BackendRuntime first = singles.getFirst();
    final WriterConfig config = first.config().writer().orElseThrow();
    final Optional<CheckConfig> check =
        first.config().servers().stream().flatMap(s -> s.check().stream()).findFirst();
    return new WriterSettings(
        config.failback(),
        config.agreement() == Agreement.TABLE,
        check.filter(c -> c.probe().type().equals("galera")).isPresent(),
        config.moveTimeout().toNanos(),
        first.config().holdUntilChecked().toNanos(),
        check.map(CheckConfig::inter).orElse(Duration.ofSeconds(2)).toNanos());
  }
}
