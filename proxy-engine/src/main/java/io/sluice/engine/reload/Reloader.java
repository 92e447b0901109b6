package io.sluice.engine.reload;

import io.sluice.backends.Backend;
import io.sluice.backends.Server;
import io.sluice.backends.stick.StickTables;
import io.sluice.config.Address;
import io.sluice.config.BackendConfig;
import io.sluice.config.BindConfig;
import io.sluice.config.ConfigProblem;
import io.sluice.config.FrontendConfig;
import io.sluice.config.ProxyConfig;
import io.sluice.config.ServerConfig;
import io.sluice.engine.frontend.Binding;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.FrontendState;
import io.sluice.engine.proxy.PoolSettings;
import io.sluice.engine.proxy.ProxyRules;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.stats.WorkerCounters;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one configuration in place of another. On the control loop, or before there is one.
 *
 * <p>First comes what can fail, in {@link Preparation}: names are resolved, new sockets opened. If
 * anything does, it is undone and nothing has changed. The rest cannot fail.
 */
public final class Reloader {
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

  private static final String UNRESOLVED = "no address yet: its name is being asked for";

  private final Parts parts;

  /** What runs. Written by the control loop, read by who prepares the next. */
  private volatile StickTables tables = StickTables.NONE;

  public Reloader(final Parts parts) {
    this.parts = parts;
  }

  /**
   * Compares and prepares. What comes back must be put into force or abandoned.
   *
   * @param known what stands in the way already; if anything does, no socket is opened
   */
  public Preparation prepare(
      final Generation running, final ProxyConfig next, final List<ConfigProblem> known) {
    final ReloadPlan plan = ReloadPlan.of(running.config(), next);
    return new Preparation(plan, next, running, parts, tables, known);
  }

  /**
   * Puts a preparation without problems into force.
   *
   * @param nowNanos the monotonic clock
   * @return what runs from now on
   */
  public Generation apply(
      final Generation running, final Preparation prepared, final long nowNanos) {
    tables = prepared.rules().tables();
    tables.apply();
    tables
        .emptied()
        .forEach(name ->
            LOG.info("stick table {} begins empty, since it stores something else now", name));
    final Map<String, BackendRuntime> backends = backends(running, prepared, nowNanos);
    final Map<String, FrontendRuntime> frontends = frontends(running, prepared, backends);
    final Map<BindConfig, Binding> bindings = bindings(running, prepared, frontends);
    final Retired retired = running.retired().with(states(running.frontends()), states(frontends));
    return new Generation(prepared.config(), frontends, backends, bindings, retired);
  }

  /** The stick tables that run. Any thread. */
  public StickTables tables() {
    return tables;
  }

  private static Map<String, FrontendState> states(final Map<String, FrontendRuntime> frontends) {
    final Map<String, FrontendState> states = new LinkedHashMap<>();
    frontends.forEach((name, frontend) -> states.put(name, frontend.state()));
    return states;
  }

  private Map<String, BackendRuntime> backends(
      final Generation running, final Preparation prepared, final long nowNanos) {
    final Map<String, BackendRuntime> backends = new LinkedHashMap<>();
    for (final BackendConfig config : prepared.config().backends()) {
      final BackendRuntime had = running.backends().get(config.name());
      if (had == null) {
        backends.put(config.name(), create(config, prepared, nowNanos));
        continue;
      }
      // A name may have another address now, though the file says the same.
      readdress(had, config, prepared, nowNanos);
      // Rules may read files, which may be others though the configuration is the same.
      final boolean same =
          had.config().equals(config)
              && had.rules().isPlain()
              && prepared.rules().backend(config.name()).isPlain();
      backends.put(config.name(), same ? had : change(had, config, prepared, nowNanos));
    }
    backends.forEach((name, backend) -> prepared.rules().backendFigures(name).bind(backend));
    return backends;
  }

  private BackendRuntime create(
      final BackendConfig config, final Preparation prepared, final long nowNanos) {
    final Backend backend =
        new Backend(
            config, parts.balancers(), nowNanos, server -> attach(server, config, prepared));
    return BackendRuntime.of(
        config,
        backend,
        prepared.source(config),
        new WorkerCounters(parts.workers().size()),
        prepared.rules().backend(config.name()));
  }

  private static void readdress(
      final BackendRuntime had,
      final BackendConfig config,
      final Preparation prepared,
      final long nowNanos) {
    final Set<String> names =
        config.servers().stream().map(ServerConfig::name).collect(Collectors.toSet());
    for (final Server server : had.backend().servers()) {
      if (names.contains(server.name())) {
        readdress(had, server, prepared, nowNanos);
      }
    }
  }

  private static void readdress(
      final BackendRuntime had,
      final Server server,
      final Preparation prepared,
      final long nowNanos) {
    final ServerRuntime runtime = BackendRuntime.of(server);
    final SocketAddress before = runtime.address();
    prepared.address(had.name(), server.name()).ifPresent(runtime::setAddress);
    if (had.config().writer().isPresent() && !Objects.equals(runtime.address(), before)) {
      // In a cluster, another address is another node, which nobody has checked.
      had.backend().setResolved(server, false, "it is at another address", nowNanos);
    }
    runtime.setCheckAddress(prepared.checkAddress(had.name(), server.name()));
    runtime.setAgentAddress(prepared.agentAddress(had.name(), server.name()));
    final boolean isResolved = prepared.isResolved(had.name(), server.name());
    if (isResolved != server.state().resolved()) {
      had.backend().setResolved(server, isResolved, isResolved ? "" : UNRESOLVED, nowNanos);
    }
  }

  private BackendRuntime change(
      final BackendRuntime had,
      final BackendConfig config,
      final Preparation prepared,
      final long nowNanos) {
    if (!had.config().equals(config)) {
      had.backend().apply(config, nowNanos, server -> attach(server, config, prepared));
    }
    for (final Server server : had.backend().servers()) {
      BackendRuntime.of(server).setPoolSettings(PoolSettings.of(server.config()));
    }
    return BackendRuntime.of(
        config,
        had.backend(),
        prepared.source(config),
        had.counters(),
        prepared.rules().backend(config.name()));
  }

  private ServerRuntime attach(
      final Server server, final BackendConfig config, final Preparation prepared) {
    if (!prepared.isResolved(config.name(), server.name())) {
      server.beginUnresolved(UNRESOLVED);
    }
    final ServerRuntime runtime =
        new ServerRuntime(
            parts.workers().size(),
            config.name(),
            prepared.address(config.name(), server.name()).orElse(null),
            parts.onErrorLimit());
    runtime.setCheckAddress(prepared.checkAddress(config.name(), server.name()));
    runtime.setAgentAddress(prepared.agentAddress(config.name(), server.name()));
    runtime.setPoolSettings(PoolSettings.of(server.config()));
    return runtime;
  }

  private Map<String, FrontendRuntime> frontends(
      final Generation running,
      final Preparation prepared,
      final Map<String, BackendRuntime> backends) {
    final Map<String, FrontendRuntime> frontends = new LinkedHashMap<>();
    for (final FrontendConfig config : prepared.config().frontends()) {
      final FrontendRuntime had = running.frontends().get(config.name());
      final FrontendState state =
          had == null
              ? new FrontendState(parts.workers().size(), parts.processLimit(), config.maxconn())
              : had.state();
      state.limit().setMax(config.maxconn());
      final ProxyRules rules = prepared.rules().frontend(config.name());
      rules.figures().bind(state, config.defaultBackend());
      frontends.put(
          config.name(),
          FrontendRuntime.of(
              config,
              prepared.config().global().tuning(),
              backends.get(config.defaultBackend()),
              state,
              rules,
              prepared.rules().switching(config.name(), backends)));
    }
    return frontends;
  }

  private static Map<BindConfig, Binding> bindings(
      final Generation running,
      final Preparation prepared,
      final Map<String, FrontendRuntime> frontends) {
    final Map<BindConfig, Binding> bindings = new LinkedHashMap<>();
    for (final FrontendRuntime frontend : frontends.values()) {
      for (final BindConfig bind : frontend.config().binds()) {
        final Binding kept = running.bindings().get(bind);
        if (kept != null) {
          kept.setFrontend(frontend);
          bindings.put(bind, kept);
        } else {
          final Binding opened = prepared.opened(bind);
          opened.start(frontend);
          bindings.put(bind, opened);
        }
      }
    }
    running
        .bindings()
        .forEach((bind, binding) -> {
          if (!bindings.containsKey(bind)) {
            binding.stop();
          }
        });
    return bindings;
  }

  /** Whether a bind that runs may be what another finds in its way. */
  static boolean meets(final BindConfig running, final BindConfig next) {
    return next.address() instanceof Address.Inet inet
        ? running.address() instanceof Address.Inet ours && ours.port() == inet.port()
        : running.address().equals(next.address());
  }
}
