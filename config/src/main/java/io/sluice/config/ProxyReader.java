package io.sluice.config;

import io.sluice.config.http.SampleReader;
import java.util.List;
import java.util.Optional;

/** Makes frontends and backends from their sections, with {@code defaults} behind them. */
final class ProxyReader {
  private final Optional<Section> defaults;
  private final Problems problems;
  private final List<Named> named;

  /**
   * @param named what rules name is added here
   */
  ProxyReader(final Optional<Section> defaults, final Problems problems, final List<Named> named) {
    this.defaults = defaults;
    this.problems = problems;
    this.named = named;
  }

  /** The frontend of a {@code frontend} or {@code listen} section; empty when it has no binds. */
  Optional<FrontendConfig> frontend(final Section section, final String backend) {
    final Layers layers = Layers.of(Optional.of(section), defaults);
    if (!section.has(BindKeys.BIND)) {
      problems.error(
          section.origin(), section.path() + " has no bind", "write bind = \":80\" in it");
    }
    return section
        .get(BindKeys.BIND)
        .map(binds ->
            new FrontendConfig(
                section.name(),
                section.origin(),
                layers.get(ProxyKeys.MODE).orElse(Mode.TCP),
                binds,
                backend,
                layers.get(ProxyKeys.MAXCONN).orElse(0),
                layers.get(ProxyKeys.BACKLOG).orElse(4096),
                TimeoutKeys.frontend(timeouts(section)),
                SocketKeys.config(sockets(section, SocketKeys.CLIENT_TCP)),
                layers.get(ProxyKeys.ZERO_COPY).orElse(ZeroCopy.AUTO),
                layers.get(ProxyKeys.LOG).orElse(true),
                http(section, layers).frontend(),
                LogLinesReader.read(
                    section,
                    layers,
                    layers.get(ProxyKeys.MODE).orElse(Mode.TCP) == Mode.HTTP,
                    problems)));
  }

  /** The backend of a {@code backend} or {@code listen} section. */
  BackendConfig backend(final Section section) {
    final Layers layers = Layers.of(Optional.of(section), defaults);
    final List<ServerConfig> servers =
        new ServerReader(section, layers, timeouts(section), problems).read();
    return new BackendConfig(
        section.name(),
        section.origin(),
        layers.get(ProxyKeys.MODE).orElse(Mode.TCP),
        balance(section, layers),
        servers,
        TimeoutKeys.backend(timeouts(section)),
        layers.get(ProxyKeys.RETRIES).orElse(3),
        layers.get(ProxyKeys.REDISPATCH).orElse(true),
        layers.get(ProxyKeys.ALLBACKUPS).orElse(false),
        layers.get(ProxyKeys.LOG_HEALTH_CHECKS).orElse(false),
        layers.get(ProxyKeys.HOLD_UNTIL_CHECKED).orElse(java.time.Duration.ofSeconds(5)),
        layers.get(ProxyKeys.SOURCE),
        SocketKeys.config(sockets(section, SocketKeys.SERVER_TCP)),
        layers.get(ProxyKeys.ZERO_COPY).orElse(ZeroCopy.AUTO),
        WriterKeys.config(section, problems),
        http(section, layers).backend());
  }

  /** What an algorithm looks at is named as in a rule. */
  private BalanceConfig balance(final Section section, final Layers layers) {
    final BalanceConfig balance =
        layers.get(BalanceKeys.BALANCE).orElse(new BalanceConfig.RoundRobin());
    if (balance instanceof final BalanceConfig.Hash hash) {
      final Section from = section.has(BalanceKeys.BALANCE) ? section : defaults.orElse(section);
      final RuleText at =
          new RuleText("", from.origin(BalanceKeys.BALANCE), from.path() + ".balance");
      SampleReader.references(hash.key())
          .forEach(r -> named.add(new Named(r, at, section.name(), section.has(BindKeys.BIND))));
    }
    return balance;
  }

  private HttpReader http(final Section section, final Layers layers) {
    return new HttpReader(section, layers, timeouts(section), problems, named);
  }

  private Layers timeouts(final Section section) {
    return Layers.of(
        section.get(TimeoutKeys.IN_FRONTEND),
        section.get(TimeoutKeys.IN_BACKEND),
        section.get(TimeoutKeys.IN_BOTH),
        defaults.flatMap(d -> d.get(TimeoutKeys.IN_BOTH)));
  }

  private Layers sockets(final Section section, final Key<Section> side) {
    return Layers.of(
        section.get(side),
        section.get(SocketKeys.TCP),
        defaults.flatMap(d -> d.get(side)),
        defaults.flatMap(d -> d.get(SocketKeys.TCP)));
  }
}
