package io.sluice.config;

import io.sluice.config.ObserveConfig.OnError;
import io.sluice.config.ServerConfig.OnMarkedDown;
import io.sluice.config.ServerConfig.OnMarkedUp;
import io.sluice.config.ServersType.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the servers of one backend, with {@code default-server} and {@code check} behind them. */
final class ServerReader {
  private final Section backend;
  private final Layers proxy;
  private final Layers timeouts;
  private final Problems problems;

  /**
   * @param backend the backend's section
   * @param proxy that section with {@code defaults} behind it
   * @param timeouts the same of its timeouts
   */
  ServerReader(
      final Section backend, final Layers proxy, final Layers timeouts, final Problems problems) {
    this.backend = backend;
    this.proxy = proxy;
    this.timeouts = timeouts;
    this.problems = problems;
  }

  List<ServerConfig> read() {
    final List<ServerConfig> servers = new ArrayList<>();
    for (final Entry entry : entries()) {
      servers.add(server(entry, servers.size() + 1));
    }
    if (servers.isEmpty()
        && !backend.has(ServerKeys.SERVERS)
        && !backend.has(ServerKeys.TEMPLATES)
        && !backend.has(HttpKeys.STICK_TABLE)) {
      problems.warning(
          backend.origin(),
          backend.path() + " has no servers, so it refuses every session",
          "write servers { NAME = \"HOST:PORT\" } in it");
    }
    if (servers.stream().noneMatch(s -> s.check().isPresent() || s.agent().isPresent())) {
      backend.get(ServerKeys.DEFAULT_SERVER).ifPresent(this::refuseMarks);
    }
    if (servers.stream().noneMatch(s -> s.check().isPresent())) {
      backend.get(ServerKeys.DEFAULT_SERVER).ifPresent(this::refuseWithoutCheck);
    }
    if (servers.stream().noneMatch(s -> s.observe().isPresent())) {
      backend.get(ServerKeys.DEFAULT_SERVER).ifPresent(this::warnWithoutObserve);
    }
    return servers;
  }

  /** Those that are written, and behind them those of templates. */
  private List<Entry> entries() {
    final List<Entry> entries = new ArrayList<>(backend.get(ServerKeys.SERVERS).orElse(List.of()));
    final Set<String> names = new HashSet<>();
    entries.forEach(entry -> names.add(entry.name()));
    for (final Entry made : backend.get(ServerKeys.TEMPLATES).orElse(List.of())) {
      if (names.add(made.name())) {
        entries.add(made);
      } else {
        problems.error(
            made.origin(),
            "a template of " + backend.path() + " makes a second server \"" + made.name() + "\"",
            "rename one of them");
      }
    }
    return entries;
  }

  private ServerConfig server(final Entry entry, final int place) {
    final Layers layers = Layers.of(entry.section()).then(proxy.sub(ServerKeys.DEFAULT_SERVER));
    final Optional<CheckConfig> check =
        new CheckReader(specs(entry, CheckKeys.CHECK), timeouts, problems).read();
    final Optional<CheckConfig> agent =
        new AgentReader(specs(entry, AgentKeys.AGENT), timeouts, problems).read(entry.address());
    final Optional<ObserveConfig> observe = check.flatMap(_ -> observe(layers));
    if (check.isEmpty() && agent.isEmpty()) {
      entry.section().ifPresent(this::refuseMarks);
    }
    if (check.isEmpty()) {
      entry.section().ifPresent(this::refuseWithoutCheck);
    }
    if (observe.isEmpty()) {
      entry.section().ifPresent(this::warnWithoutObserve);
    }
    check.ifPresent(c -> requirePort(c, entry));
    return new ServerConfig(
        entry.name(),
        entry.origin(),
        entry.address(),
        layers.get(ServerKeys.WEIGHT).orElse(1),
        layers.get(ServerKeys.MAXCONN).orElse(0),
        layers.get(ServerKeys.MAXQUEUE).orElse(0),
        entry.section().flatMap(s -> s.get(ServerKeys.PRIORITY)).orElse(place),
        layers.get(ServerKeys.BACKUP).orElse(false),
        layers.get(ServerKeys.DISABLED).orElse(false),
        layers.get(ServerKeys.SLOWSTART).orElse(Duration.ZERO),
        layers.get(ServerKeys.ON_MARKED_DOWN).orElse(OnMarkedDown.NONE),
        layers.get(ServerKeys.ON_MARKED_UP).orElse(OnMarkedUp.NONE),
        check,
        agent,
        new ResolveConfig(
            layers.get(ServerKeys.INIT_ADDR).orElse(ResolveConfig.DEFAULT.initAddr()),
            entry.template()),
        observe,
        ServerHttpKeys.config(entry.section(), layers));
  }

  private static Optional<ObserveConfig> observe(final Layers layers) {
    return layers.get(ServerKeys.OBSERVE).orElse(false)
        ? Optional.of(
            new ObserveConfig(
                layers.get(ServerKeys.ERROR_LIMIT).orElse(10),
                layers.get(ServerKeys.ON_ERROR).orElse(OnError.FAIL_CHECK)))
        : Optional.empty();
  }

  /** The server's own, then for the backend and for defaults: of default-server, of the section. */
  private <T> List<T> specs(final Entry entry, final Key<T> key) {
    final List<T> specs = new ArrayList<>();
    entry.section().flatMap(s -> s.get(key)).ifPresent(specs::add);
    for (final Section section : proxy.sections()) {
      section.get(ServerKeys.DEFAULT_SERVER).flatMap(s -> s.get(key)).ifPresent(specs::add);
      section.get(key).ifPresent(specs::add);
    }
    return specs;
  }

  /** A server that its traffic took down needs a check to come up again. */
  private void refuseWithoutCheck(final Section section) {
    if (section.get(ServerKeys.OBSERVE).orElse(false)) {
      problems.error(
          section.origin(ServerKeys.OBSERVE),
          section.path() + ".observe needs a check, which alone brings a server up again",
          "write check = on, or observe = none");
    }
  }

  /** What happens on a verdict needs a check or an agent that gives one. */
  private void refuseMarks(final Section section) {
    for (final Key<?> key : List.of(ServerKeys.ON_MARKED_DOWN, ServerKeys.ON_MARKED_UP)) {
      if (section.has(key) && !isNone(section, key)) {
        problems.error(
            section.origin(key),
            section.path() + "." + key.name() + " never happens, since nothing is checked here",
            "write check = on, or remove it");
      }
    }
  }

  private void warnWithoutObserve(final Section section) {
    // One that is there and has no value was complained of.
    final boolean observes =
        section.get(ServerKeys.OBSERVE).orElse(section.has(ServerKeys.OBSERVE));
    for (final Key<?> key : List.of(ServerKeys.ERROR_LIMIT, ServerKeys.ON_ERROR)) {
      if (section.has(key) && !observes) {
        problems.warning(
            section.origin(key),
            section.path() + "." + key.name() + " does nothing, since nothing is observed here",
            "write observe = layer4, or remove it");
      }
    }
  }

  private static boolean isNone(final Section section, final Key<?> key) {
    return section.get(key).map(v -> v == OnMarkedDown.NONE || v == OnMarkedUp.NONE).orElse(true);
  }

  private void requirePort(final CheckConfig check, final Entry entry) {
    if (entry.address() instanceof Address.Unix
        && check.address().isPresent() != check.port().isPresent()) {
      problems.error(
          check.origin(),
          "the check of "
              + backend.path()
              + "."
              + entry.name()
              + " has an address or a port, but its server is a unix socket",
          "write both address and port in the check, or neither");
    }
  }
}
