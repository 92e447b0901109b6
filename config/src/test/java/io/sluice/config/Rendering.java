package io.sluice.config;

import io.sluice.config.http.BackendHttp;
import io.sluice.config.http.FrontendHttp;
import io.sluice.config.http.ServerHttp;
import io.sluice.config.http.Shown;
import io.sluice.config.text.OneLine;
import io.sluice.config.text.Units;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders a model as lines that a golden file can hold: all that holds, places left out. */
final class Rendering {
  private Rendering() {}

  static String of(final ProxyConfig config) {
    return Stream.of(
            Stream.of(global(config.global())),
            config.frontends().stream().map(Rendering::frontend),
            config.backends().stream().map(Rendering::backend),
            config.userlists().stream().map(Shown::of))
        .flatMap(s -> s)
        .collect(Collectors.joining("\n"));
  }

  private static String global(final GlobalConfig g) {
    return "global maxconn=%d threads=%d hard-stop-after=%s spread-checks=%d admin=%s log=%s/%d"
            .formatted(
                g.maxconn(),
                g.threads(),
                time(g.hardStopAfter()),
                g.spreadChecks(),
                g.admin().map(Rendering::admin).orElse("-"),
                g.log().level(),
                g.log().bufferBytes())
        + (g.maxpipes().isPresent() ? " maxpipes=" + g.maxpipes().getAsInt() : "")
        + (g.warmUp().equals(GlobalKeys.USUAL_WARM_UP) ? "" : " warm-up=" + g.warmUp())
        + (g.externalChecks() ? " external-checks" : "")
        + targets(g.log())
        + (g.resolvers().equals(ResolversConfig.DEFAULT) ? "" : resolvers(g.resolvers()))
        + (g.tuning().equals(Tuning.DEFAULT) ? "" : " " + g.tuning());
  }

  private static String targets(final LogConfig log) {
    return log.equals(new LogConfig(log.level(), log.bufferBytes()))
        ? ""
        : " log-tag=%s log-host=%s%s"
            .formatted(
                log.tag(),
                log.hostName().map(name -> "\"" + name + "\"").orElse("-"),
                log.targets().stream()
                    .map(t ->
                        "\n  log %s %s facility=%d level=%d-%d len=%d"
                            .formatted(
                                t.to(),
                                t.format(),
                                t.facility(),
                                t.minLevel(),
                                t.level(),
                                t.maxBytes()))
                    .collect(Collectors.joining()));
  }

  private static String admin(final AdminConfig admin) {
    return admin.binds().stream()
        .map(bind ->
            bind.address()
                + (bind.mode().isPresent()
                    ? "/" + Integer.toOctalString(bind.mode().getAsInt())
                    : "")
                + (bind.commands() ? "+commands" : "")
                + (bind.push() ? "+notify" : ""))
        .collect(Collectors.joining(","));
  }

  private static String resolvers(final ResolversConfig r) {
    return "\nresolvers %s timeout=%s retries=%d ttl=%s-%s nx=%s obsolete=%s error=%s %s"
        .formatted(
            r.nameservers(),
            Units.text(r.timeout()),
            r.retries(),
            Units.text(r.minTtl()),
            Units.text(r.maxTtl()),
            time(r.hold().nx()),
            Units.text(r.hold().obsolete()),
            time(r.hold().error()),
            r.preferIpv6() ? "ipv6" : "ipv4");
  }

  private static String frontend(final FrontendConfig f) {
    return "frontend %s mode=%s backend=%s maxconn=%d backlog=%d client=%s client-fin=%s log=%s %s\n%s"
            .formatted(
                f.name(),
                f.mode(),
                f.defaultBackend(),
                f.maxconn(),
                f.backlog(),
                time(f.timeouts().client()),
                time(f.timeouts().clientFin()),
                f.log(),
                socket(f.socket()) + lines(f.lines()) + zeroCopy(f.zeroCopy()),
                f.binds().stream().map(Rendering::bind).collect(Collectors.joining("\n")))
        + Shown.difference(f.http(), FrontendHttp.DEFAULT);
  }

  private static String zeroCopy(final ZeroCopy how) {
    return how == ZeroCopy.AUTO ? "" : " zero-copy=" + how;
  }

  private static String lines(final LogLines lines) {
    return lines.equals(LogLines.DEFAULT)
        ? ""
        : " lines=" + lines.style() + (lines.separateErrors() ? " separate-errors" : "");
  }

  private static String bind(final BindConfig b) {
    return "  bind %s freebind=%s v6only=%s%s mode=%s"
        .formatted(
            b.address(),
            b.freebind(),
            b.v6only(),
            b.deferAccept() ? " defer-accept" : "",
            b.mode().isPresent() ? Integer.toOctalString(b.mode().getAsInt()) : "-");
  }

  private static String backend(final BackendConfig b) {
    final String head =
        "backend %s mode=%s balance=%s connect=%s server=%s server-fin=%s tunnel=%s queue=%s retries=%d redispatch=%s allbackups=%s hold=%s source=%s %s%s%s"
            .formatted(
                b.name(),
                b.mode(),
                balance(b.balance()),
                time(b.timeouts().connect()),
                time(b.timeouts().server()),
                time(b.timeouts().serverFin()),
                time(b.timeouts().tunnel()),
                time(b.timeouts().queue()),
                b.retries(),
                b.redispatch(),
                b.allbackups(),
                Units.text(b.holdUntilChecked()),
                b.source().map(Object::toString).orElse("-"),
                socket(b.socket()),
                b.writer().map(Rendering::writer).orElse(""),
                (b.logHealthChecks() ? " log-health-checks" : "") + zeroCopy(b.zeroCopy()));
    return Stream.concat(Stream.of(head), b.servers().stream().map(Rendering::server))
            .collect(Collectors.joining("\n"))
        + Shown.difference(b.http(), BackendHttp.DEFAULT);
  }

  private static String writer(final WriterConfig w) {
    return " writer=%s group=%s failback=%s/%s agreement=%s/%s move=%s exclude=%s lag=%s"
        .formatted(
            w.mode(),
            w.group(),
            w.failback().after().map(Units::text).orElse("-"),
            w.failback().manual(),
            w.agreement(),
            w.table(),
            Units.text(w.moveTimeout()),
            w.excludeWriter(),
            w.maxLag().isPresent() ? w.maxLag().getAsInt() : "-");
  }

  private static String balance(final BalanceConfig balance) {
    return switch (balance) {
      case final BalanceConfig.RoundRobin b -> b.name();
      case final BalanceConfig.StaticRoundRobin b -> b.name();
      case final BalanceConfig.LeastConn b -> b.name();
      case final BalanceConfig.First b -> b.name();
      case final BalanceConfig.Source b -> b.name() + "/" + hashing(b.hash());
      case final BalanceConfig.Random b -> b.name() + "/" + b.draws();
      case final BalanceConfig.Uri b -> Shown.of(b);
      case final BalanceConfig.UrlParam b -> Shown.of(b);
      case final BalanceConfig.Header b -> Shown.of(b);
      case final BalanceConfig.RdpCookie b -> Shown.of(b);
      case final BalanceConfig.Hash b -> Shown.of(b);
      case final BalanceConfig.Custom b -> b.name() + new java.util.TreeMap<>(b.options());
    };
  }

  private static String hashing(final BalanceConfig.Hashing h) {
    return h.type()
        + (h.equals(BalanceConfig.Hashing.of(h.type()))
            ? ""
            : "/" + h.function() + "/" + h.avalanche() + "/" + h.balanceFactor());
  }

  private static String server(final ServerConfig s) {
    return "  server %s %s weight=%d maxconn=%d maxqueue=%d priority=%d backup=%s disabled=%s slowstart=%s down=%s up=%s check=%s"
            .formatted(
                s.name(),
                s.address(),
                s.weight(),
                s.maxconn(),
                s.maxqueue(),
                s.priority(),
                s.backup(),
                s.disabled(),
                Units.text(s.slowstart()),
                s.onMarkedDown(),
                s.onMarkedUp(),
                s.check().map(Rendering::check).orElse("-"))
        + s.agent().map(a -> " agent=" + check(a)).orElse("")
        + (s.resolve().equals(ResolveConfig.DEFAULT) ? "" : resolve(s.resolve()))
        + s.observe().map(Rendering::observe).orElse("")
        + (s.http().equals(ServerHttp.DEFAULT) ? "" : " " + Shown.of(s.http()));
  }

  private static String observe(final ObserveConfig o) {
    return " observe=layer4 limit=%d error=%s".formatted(o.errorLimit(), o.onError());
  }

  private static String resolve(final ResolveConfig r) {
    return " init-addr=%s template=%s"
        .formatted(
            r.initAddr(),
            r.template().map(t -> t.prefix() + "/" + t.count() + "/" + t.discover()).orElse("-"));
  }

  private static String check(final CheckConfig c) {
    return "%s inter=%s fastinter=%s downinter=%s timeout=%s rise=%d fall=%d port=%s address=%s"
        .formatted(
            probe(c.probe()),
            Units.text(c.inter()),
            Units.text(c.fastinter()),
            Units.text(c.downinter()),
            Units.text(c.timeout()),
            c.rise(),
            c.fall(),
            c.port().isPresent() ? c.port().getAsInt() : "-",
            c.address().orElse("-"));
  }

  private static String probe(final ProbeConfig probe) {
    return switch (probe) {
      case final ProbeConfig.Tcp p -> p.type();
      case final ProbeConfig.Sequence p ->
          "sequence(%s%s%s)"
              .formatted(
                  p.type(),
                  p.keepAlive() ? " keep-alive" : "",
                  p.steps().stream()
                      .map(step -> "\n      " + step)
                      .collect(Collectors.joining())
                      .replace("Optional.empty", "-"));
      case final ProbeConfig.Memcached p -> p.type();
      case final ProbeConfig.MySql p ->
          "mysql(%s %s)"
              .formatted(p.user().orElse("-"), p.password().map(Object::toString).orElse("-"));
      case final ProbeConfig.Galera p ->
          p.type()
              + "(%s %s %s %s %s %s %s)"
                  .formatted(
                      p.user(),
                      p.password().map(Object::toString).orElse("-"),
                      p.tls().map(Rendering::probe).orElse("-"),
                      p.donor(),
                      p.lagLimit().isPresent() ? p.lagLimit().getAsLong() : "-",
                      p.standalone(),
                      p.row().map(r -> r.table() + "/" + r.group()).orElse("-"));
      case final ProbeConfig.Tls p ->
          "tls(%s %s %d)".formatted(p.sni().orElse("-"), p.verify(), p.authorities().size());
      case final ProbeConfig.Amqp p -> p.type();
      case final ProbeConfig.Redis p ->
          "redis(%s %s)".formatted(p.role(), p.password().map(Object::toString).orElse("-"));
      case final ProbeConfig.Pgsql p ->
          "pgsql(%s %s %s %s)"
              .formatted(
                  p.user(),
                  p.database().orElse("-"),
                  p.role().map(Object::toString).orElse("-"),
                  p.password().map(Object::toString).orElse("-"));
      case final ProbeConfig.External p ->
          "external(%s %s %s)".formatted(p.command(), p.arguments(), p.searchPath());
      case final ProbeConfig.Agent p -> "agent(%s)".formatted(OneLine.of(p.send()));
      case final ProbeConfig.Custom p -> p.type() + new java.util.TreeMap<>(p.options());
      case final ProbeConfig.Http p ->
          "http(%s %s %s %s %s %s)"
              .formatted(
                  p.method(),
                  p.path(),
                  p.headers().stream().map(h -> h.name() + ":" + h.value()).toList(),
                  ranges(p.status()),
                  p.body().orElse("-"),
                  p.bodyRegex().orElse("-"));
    };
  }

  private static String ranges(final List<ProbeConfig.StatusRange> status) {
    return status.stream()
        .map(r -> r.first() == r.last() ? "" + r.first() : r.first() + "-" + r.last())
        .collect(Collectors.joining(","));
  }

  private static String socket(final SocketConfig s) {
    return "tcp=%s/%s/%s/%s/%s/%s"
        .formatted(
            s.noDelay() ? "nodelay" : "-",
            s.keepAlive() ? "keepalive" : "-",
            time(s.keepAliveIdle()),
            time(s.keepAliveInterval()),
            s.keepAliveCount().isPresent() ? s.keepAliveCount().getAsInt() : "-",
            time(s.userTimeout()));
  }

  private static String time(final Optional<Duration> duration) {
    return duration.map(Units::text).orElse("-");
  }
}
