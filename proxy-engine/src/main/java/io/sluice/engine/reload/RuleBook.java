package io.sluice.engine.reload;

import io.sluice.backends.stick.StickTable;
import io.sluice.backends.stick.StickTables;
import io.sluice.config.BackendConfig;
import io.sluice.config.ConfigProblem;
import io.sluice.config.FrontendConfig;
import io.sluice.config.ProxyConfig;
import io.sluice.config.ServerConfig;
import io.sluice.config.http.FrontendHttp.UseBackend;
import io.sluice.config.http.LogFormat;
import io.sluice.config.http.StickRule;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.StickTableConfig.Stored;
import io.sluice.config.http.Userlist;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.LiveFigures;
import io.sluice.engine.proxy.ProxyRules;
import io.sluice.engine.proxy.Scopes;
import io.sluice.engine.proxy.Services;
import io.sluice.engine.proxy.Switching;
import io.sluice.engine.sample.Format;
import io.sluice.engine.sample.PatternFiles;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.sample.When;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules of every proxy of a configuration, compiled. Made by the thread that loads it, before
 * anything that runs is changed.
 */
final class RuleBook {
  private static final SecureRandom SEEDS = new SecureRandom();

  private final ProxyConfig config;
  private final StickTables tables;
  private final Scopes scopes;
  private final Services services;
  private final PatternFiles files = new PatternFiles();
  private final Map<String, LiveFigures> frontendFigures = new HashMap<>();
  private final Map<String, LiveFigures> backendFigures = new HashMap<>();
  private final Map<String, ProxyRules> frontends = new HashMap<>();
  private final Map<String, ProxyRules> backends = new HashMap<>();
  private final Map<String, List<Compiled>> switchings = new HashMap<>();

  /** A choice whose backend is not looked up yet. */
  private record Compiled(When when, Format name, String fixed) {}

  /**
   * Compiles.
   *
   * @param running the stick tables there are
   * @param problems is told what is wrong
   */
  RuleBook(
      final ProxyConfig config,
      final StickTables running,
      final Scopes scopes,
      final Services services,
      final List<ConfigProblem> problems) {
    this.config = config;
    this.scopes = scopes;
    this.services = services;
    tables = running.next(tableConfigs(config), SEEDS::nextLong);
    int id = 0;
    for (final FrontendConfig frontend : config.frontends()) {
      frontendFigures.put(frontend.name(), new LiveFigures(frontend.name(), ++id));
    }
    for (final BackendConfig backend : config.backends()) {
      addBackend(backend, ++id);
    }
    config.frontends().forEach(frontend -> compile(frontend, problems));
    config.backends().forEach(backend -> compile(backend, problems));
  }

  private static List<StickTableConfig> tableConfigs(final ProxyConfig config) {
    final Map<String, StickTableConfig> byName = new LinkedHashMap<>();
    Stream.concat(
            config.frontends().stream().flatMap(frontend -> frontend.http().table().stream()),
            config.backends().stream().flatMap(backend -> backend.http().table().stream()))
        .forEach(table -> byName.putIfAbsent(table.name(), table));
    for (final BackendConfig backend : config.backends()) {
      for (final StickRule rule : backend.http().stickRules()) {
        byName.computeIfPresent(
            rule.table().orElse(backend.name()), (_, table) -> withServer(table));
      }
    }
    return List.copyOf(byName.values());
  }

  /** Rules that lead to a server need no word of it in the table. */
  private static StickTableConfig withServer(final StickTableConfig table) {
    if (table.store().stream().anyMatch(stored -> stored.data() == Data.SERVER_ID)) {
      return table;
    }
    final List<Stored> store = new ArrayList<>(table.store());
    store.add(new Stored(Data.SERVER_ID, 1, Optional.empty()));
    return new StickTableConfig(
        table.name(),
        table.type(),
        table.keyBytes(),
        table.size(),
        table.noPurge(),
        table.expire(),
        store);
  }

  private void addBackend(final BackendConfig backend, final int id) {
    backendFigures.put(
        backend.name(),
        new LiveFigures(
            backend.name(), id, backend.servers().stream().map(ServerConfig::name).toList()));
  }

  private void compile(final FrontendConfig frontend, final List<ConfigProblem> problems) {
    final ProxyCompiler compiler = new ProxyCompiler(this, frontend, problems);
    frontends.put(frontend.name(), compiler.rules());
    final List<Compiled> choices = new ArrayList<>();
    for (final UseBackend choice : frontend.http().useBackends()) {
      compiler.attempt(() ->
          choices.add(
              new Compiled(
                  compiler.rulesOf().compile(choice.condition()),
                  compiler.rulesOf().compile(choice.backend()),
                  fixed(choice.backend()))));
    }
    switchings.put(frontend.name(), choices);
  }

  private void compile(final BackendConfig backend, final List<ConfigProblem> problems) {
    backends.put(backend.name(), new ProxyCompiler(this, backend, problems).rules());
  }

  /** The text of a format that has nothing to fill in; null: it has. */
  private static String fixed(final LogFormat format) {
    final StringBuilder text = new StringBuilder();
    for (final LogFormat.Piece piece : format.pieces()) {
      if (!(piece instanceof final LogFormat.Text part)) {
        return null;
      }
      text.append(part.text());
    }
    return text.toString();
  }

  // ---- for the compiler

  LiveFigures frontendFigures(final String name) {
    return frontendFigures.get(name);
  }

  LiveFigures backendFigures(final String name) {
    return backendFigures.get(name);
  }

  Optional<ServerFigures> server(final String backend, final String server) {
    return Optional.ofNullable(backendFigures.get(backend)).map(figures -> figures.server(server));
  }

  Optional<StickTable> table(final String name) {
    return Optional.ofNullable(tables.get(name));
  }

  Scopes scopes() {
    return scopes;
  }

  Services services() {
    return services;
  }

  PatternFiles files() {
    return files;
  }

  /** Empty: there is none. */
  Optional<Userlist> userlist(final String name) {
    return config.userlists().stream().filter(list -> list.name().equals(name)).findFirst();
  }

  // ---- for who puts it into force

  StickTables tables() {
    return tables;
  }

  ProxyRules frontend(final String name) {
    return frontends.get(name);
  }

  ProxyRules backend(final String name) {
    return backends.get(name);
  }

  /** Which backend each request of a frontend goes to. */
  Switching switching(final String frontend, final Map<String, BackendRuntime> runtimes) {
    final List<Switching.Choice> choices = new ArrayList<>();
    for (final Compiled compiled : switchings.get(frontend)) {
      if (compiled.fixed() == null) {
        choices.add(new Switching.Dynamic(compiled.when(), compiled.name()::print, runtimes));
      } else if (runtimes.containsKey(compiled.fixed())) {
        choices.add(new Switching.Static(compiled.when(), runtimes.get(compiled.fixed())));
      }
    }
    return new Switching(choices);
  }
}
