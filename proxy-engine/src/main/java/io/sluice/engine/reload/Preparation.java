package io.sluice.engine.reload;

import io.sluice.backends.stick.StickTables;
import io.sluice.config.Address;
import io.sluice.config.BackendConfig;
import io.sluice.config.BindConfig;
import io.sluice.config.CheckConfig;
import io.sluice.config.ConfigProblem;
import io.sluice.config.FrontendConfig;
import io.sluice.config.Origin;
import io.sluice.config.ProxyConfig;
import io.sluice.config.ServerConfig;
import io.sluice.engine.discovery.Group;
import io.sluice.engine.discovery.InitialAddresses;
import io.sluice.engine.discovery.Spot;
import io.sluice.engine.frontend.BindFailure;
import io.sluice.engine.frontend.Binding;
import io.sluice.engine.proxy.Addresses;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a reload needs and may fail to get: addresses of names, and new listening sockets. It
 * changes nothing that runs.
 */
public final class Preparation {
  private final ReloadPlan plan;
  private final ProxyConfig config;
  private final Map<String, SocketAddress> addresses = new HashMap<>();
  private final Map<String, SocketAddress> checkAddresses = new HashMap<>();
  private final Set<String> unresolved = new HashSet<>();
  private final Map<String, SocketAddress> agentAddresses = new HashMap<>();
  private final Map<String, SocketAddress> sources = new HashMap<>();
  private final Map<BindConfig, Binding> opened = new LinkedHashMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final InitialAddresses initial;
  private final RuleBook rules;

  Preparation(
      final ReloadPlan plan,
      final ProxyConfig config,
      final Generation running,
      final Parts parts,
      final StickTables tables,
      final List<ConfigProblem> known) {
    this.plan = plan;
    this.config = config;
    problems.addAll(known);
    config.backends().forEach(backend -> verify(backend, parts));
    rules = new RuleBook(config, tables, parts.scopes(), parts.services(), problems);
    initial = new InitialAddresses(config, running.backends());
    problems.addAll(initial.problems());
    config.backends().forEach(this::resolve);
    refuseTwins();
    final List<ReloadStep.OpenBind> binds =
        plan.steps().stream()
            .filter(ReloadStep.OpenBind.class::isInstance)
            .map(ReloadStep.OpenBind.class::cast)
            .toList();
    final Map<BindConfig, SocketAddress> bindAddresses = new HashMap<>();
    binds.forEach(step -> resolve(step.bind(), bindAddresses));
    // All are looked at before the first is opened, since two binds of ours may overlap.
    binds.forEach(step -> probe(step.bind(), bindAddresses, running));
    if (problems.isEmpty()) {
      openAll(binds, bindAddresses, running, parts);
    }
  }

  private void openAll(
      final List<ReloadStep.OpenBind> binds,
      final Map<BindConfig, SocketAddress> resolved,
      final Generation running,
      final Parts parts) {
    try {
      binds.forEach(step -> open(step, resolved, running, parts));
    } catch (final RuntimeException defect) {
      abandon();
      throw defect;
    }
  }

  /** Algorithms and checks that were added to Sluice may refuse what the configuration says. */
  private void verify(final BackendConfig backend, final Parts parts) {
    verify(
        backend.origin(),
        "algorithm " + backend.balance().name(),
        () -> parts.balancers().verify(backend));
    for (final ServerConfig server : backend.servers()) {
      server
          .check()
          .ifPresent(check ->
              verify(
                  check.origin(),
                  "check " + check.probe().type(),
                  () -> parts.checks().create(check.probe())));
    }
  }

  private void verify(final Origin origin, final String what, final Runnable attempt) {
    try {
      attempt.run();
    } catch (final IllegalArgumentException e) {
      problems.add(
          ConfigProblem.error(
              origin, what + ": " + e.getMessage(), "write what the " + what + " takes"));
    }
  }

  private void resolve(final BackendConfig backend) {
    for (final ServerConfig server : backend.servers()) {
      final Optional<Spot> named = initial.spot(backend.name(), server.name());
      if (named.isPresent() && Group.isByName(server)) {
        put(backend, server, named.get());
      } else {
        final Optional<SocketAddress> own = resolve(server.address(), server.origin());
        named.ifPresentOrElse(
            spot -> put(backend, server, spot.withAddress(own)),
            () -> resolve(backend, server, own));
      }
      final String key = key(backend.name(), server.name());
      server.agent().ifPresent(agent -> resolveAgent(agent, key));
    }
    backend
        .source()
        .flatMap(source -> resolve(source, backend.origin()))
        .ifPresent(source -> sources.put(backend.name(), source));
  }

  private void put(final BackendConfig backend, final ServerConfig server, final Spot spot) {
    final String key = key(backend.name(), server.name());
    spot.address().ifPresent(address -> addresses.put(key, address));
    spot.checkAddress(server).ifPresent(address -> checkAddresses.put(key, address));
    if (!spot.isComplete(server)) {
      unresolved.add(key);
    }
  }

  private void resolve(
      final BackendConfig backend, final ServerConfig server, final Optional<SocketAddress> own) {
    final String key = key(backend.name(), server.name());
    own.ifPresent(address -> addresses.put(key, address));
    server
        .check()
        .flatMap(check -> resolve(server, check, own))
        .ifPresent(address -> checkAddresses.put(key, address));
  }

  private Optional<SocketAddress> resolve(
      final ServerConfig server, final CheckConfig check, final Optional<SocketAddress> own) {
    final Address target = CheckTarget.of(server, check);
    return target.equals(server.address()) ? own : resolve(target, check.origin());
  }

  /** Where the agent has an address of its own. */
  private void resolveAgent(final CheckConfig agent, final String key) {
    agent
        .address()
        .map(host -> new Address.Inet(host, agent.port().orElseThrow()))
        .flatMap(target -> resolve(target, agent.origin()))
        .ifPresent(address -> agentAddresses.put(key, address));
  }

  /** A socket is known by its bind, so two that are equal, as two of port 0 may be, are one. */
  private void refuseTwins() {
    final Map<BindConfig, FrontendConfig> seen = new HashMap<>();
    for (final FrontendConfig frontend : config.frontends()) {
      for (final BindConfig bind : frontend.binds()) {
        final FrontendConfig other = seen.putIfAbsent(bind, frontend);
        if (other != null) {
          problems.add(
              ConfigProblem.error(
                  bind.origin(),
                  "frontend %s binds %s, and so does frontend %s"
                      .formatted(frontend.name(), bind.address(), other.name()),
                  "give one of them another address or port"));
        }
      }
    }
  }

  private void resolve(final BindConfig bind, final Map<BindConfig, SocketAddress> resolved) {
    if (bind.address() instanceof Address.Inet inet) {
      resolve(inet, bind.origin()).ifPresent(address -> resolved.put(bind, address));
    }
  }

  private Optional<SocketAddress> resolve(final Address address, final Origin origin) {
    try {
      return Optional.of(Addresses.resolve(address));
    } catch (final UnknownHostException e) {
      problems.add(
          ConfigProblem.error(
              origin,
              "no address is known for " + address,
              "mend the name or the resolver (getent hosts NAME asks it), or write an address"));
      return Optional.empty();
    }
  }

  private void probe(
      final BindConfig bind,
      final Map<BindConfig, SocketAddress> resolved,
      final Generation running) {
    final SocketAddress address = resolved.get(bind);
    final boolean unresolved = bind.address() instanceof Address.Inet && address == null;
    if (unresolved
        || running.bindings().keySet().stream().anyMatch(ours -> Reloader.meets(ours, bind))) {
      return;
    }
    try {
      Binding.probe(bind, address);
    } catch (final BindFailure e) {
      problems.add(ConfigProblem.error(bind.origin(), e.getMessage(), e.remedy()));
    }
  }

  private void open(
      final ReloadStep.OpenBind step,
      final Map<BindConfig, SocketAddress> resolved,
      final Generation running,
      final Parts parts) {
    final BindConfig bind = step.bind();
    final boolean ours =
        running.bindings().keySet().stream().anyMatch(b -> b.address().equals(bind.address()));
    try {
      opened.put(
          bind,
          Binding.open(
              bind,
              resolved.get(bind),
              step.frontend().backlog(),
              ours,
              parts.workers(),
              parts.acceptErrors()));
    } catch (final BindFailure e) {
      problems.add(ConfigProblem.error(step.bind().origin(), e.getMessage(), e.remedy()));
    }
  }

  /** What stands in the way; empty: nothing. */
  public List<ConfigProblem> problems() {
    return List.copyOf(problems);
  }

  /** What stands in nobody's way, and should be known. */
  public List<ConfigProblem> warnings() {
    return initial.warnings();
  }

  /** What would change. */
  public ReloadPlan plan() {
    return plan;
  }

  public ProxyConfig config() {
    return config;
  }

  /** What its proxies do with requests. */
  RuleBook rules() {
    return rules;
  }

  /** Closes the sockets that were opened. */
  public void abandon() {
    opened.values().forEach(Binding::abandon);
  }

  /** Whether it is known where a server is, and where it is checked if it is. */
  boolean isResolved(final String backend, final String server) {
    return !unresolved.contains(key(backend, server));
  }

  /** Where a server is; empty: nobody knows yet. */
  Optional<SocketAddress> address(final String backend, final String server) {
    return Optional.ofNullable(addresses.get(key(backend, server)));
  }

  /** Where a server is checked; null: it has no check, or nobody knows. */
  SocketAddress checkAddress(final String backend, final String server) {
    return checkAddresses.get(key(backend, server));
  }

  /** Where the agent of a server is asked; null: it has no address of its own. */
  SocketAddress agentAddress(final String backend, final String server) {
    return agentAddresses.get(key(backend, server));
  }

  /** Null: the kernel's choice. */
  SocketAddress source(final BackendConfig backend) {
    return sources.get(backend.name());
  }

  Binding opened(final BindConfig bind) {
    return opened.get(bind);
  }

  private static String key(final String backend, final String server) {
    return backend + '/' + server;
  }
}
