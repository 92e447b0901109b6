package io.sluice.config;

import io.sluice.config.http.FetchTable;
import io.sluice.config.http.SampleExpr;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is right in each place and wrong together. */
final class CrossChecks {
  private final ProxyConfig config;
  private final Problems problems;

  CrossChecks(final ProxyConfig config, final Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  void run() {
    binds();
    config.backends().forEach(this::servers);
    config.backends().forEach(this::refuseNamesThatDiffer);
    config.backends().forEach(this::refuseHashesOfHttp);
    if (!config.global().externalChecks()) {
      config.backends().forEach(this::refusePrograms);
    }
  }

  private void binds() {
    final Map<String, String> users = new HashMap<>();
    config.global().admin().ifPresent(admin -> admin.binds().forEach(b -> bind(b, users)));
    for (final FrontendConfig frontend : config.frontends()) {
      for (final BindConfig bind : frontend.binds()) {
        bind(frontend, bind, users);
      }
    }
  }

  private void bind(final AdminBind bind, final Map<String, String> users) {
    final String user = "global.admin (" + bind.origin() + ")";
    final String other = users.putIfAbsent(key(bind.address()), user);
    if (other != null) {
      problems.error(
          bind.origin(),
          "global.admin binds " + bind.address() + ", and so does " + other,
          "give one of them another address or port");
    }
  }

  private void bind(
      final FrontendConfig frontend, final BindConfig bind, final Map<String, String> users) {
    if (bind.address() instanceof final Address.Inet i && i.port() == 0) {
      return;
    }
    final String user = "frontend " + frontend.name() + " (" + bind.origin() + ")";
    final String other = users.putIfAbsent(key(bind.address()), user);
    if (other != null) {
      problems.error(
          bind.origin(),
          "frontend " + frontend.name() + " binds " + bind.address() + ", and so does " + other,
          "give one of them another address or port");
    }
  }

  /** To run programs is something that the operator of the process allows, and nobody else. */
  private void refusePrograms(final BackendConfig backend) {
    backend.servers().stream()
        .flatMap(server -> server.check().stream())
        .filter(check -> check.probe() instanceof ProbeConfig.External)
        .findFirst()
        .ifPresent(check ->
            problems.error(
                check.origin(),
                "backend "
                    + backend.name()
                    + " has an external check, and global.external-checks is off",
                "write external-checks = on in global, or take another check"));
  }

  private void servers(final BackendConfig backend) {
    final Map<String, ServerConfig> users = new HashMap<>();
    for (final ServerConfig server : backend.servers()) {
      final ServerConfig other = users.putIfAbsent(key(server.address()), server);
      if (other != null && server.resolve().template().isEmpty()) {
        problems.warning(
            server.origin(),
            "servers "
                + other.name()
                + " and "
                + server.name()
                + " of backend "
                + backend.name()
                + " have the same address "
                + server.address(),
            "correct one, or remove it and raise the other's weight");
      }
    }
  }

  private void refuseHashesOfHttp(final BackendConfig backend) {
    final boolean needsHttp =
        switch (backend.balance()) {
          case BalanceConfig.Uri _, BalanceConfig.UrlParam _, BalanceConfig.Header _ -> true;
          case final BalanceConfig.Hash hash -> looksAtHttp(hash.key());
          default -> false;
        };
    if (needsHttp && backend.mode() == Mode.TCP) {
      problems.error(
          backend.origin(),
          "backend "
              + backend.name()
              + " balances by "
              + backend.balance().name()
              + ", which is in HTTP, and is in mode tcp",
          "write mode = http, or take another algorithm");
    }
  }

  private static boolean looksAtHttp(final SampleExpr sample) {
    return FetchTable.fetch(sample.fetch().name()).filter(FetchTable.Fetch::http).isPresent();
  }

  /** The row that load balancers agree by holds a server's name, which must mean one machine. */
  private void refuseNamesThatDiffer(final BackendConfig backend) {
    final boolean agrees =
        backend.writer().filter(w -> w.agreement() == WriterConfig.Agreement.TABLE).isPresent();
    backend.servers().stream()
        .filter(server -> agrees && server.resolve().template().isPresent())
        .findFirst()
        .ifPresent(server ->
            problems.error(
                server.origin(),
                "the servers of a template are filled in another order by each load balancer, and"
                    + " agreement = table names them",
                "write the servers of backend "
                    + backend.name()
                    + " by name, or agreement ="
                    + " order"));
  }

  /**
   * Backends that frontends name must exist, and those that exist should be named.
   *
   * @param references what frontends name
   * @param known backends by name, also those that have problems
   * @param useful those that need not be named
   */
  static void references(
      final List<Reference> references,
      final Map<String, Origin> known,
      final Set<String> useful,
      final Problems problems) {
    final Set<String> unused = new LinkedHashSet<>(known.keySet());
    unused.removeAll(useful);
    for (final Reference reference : references) {
      unused.remove(reference.name());
      if (!known.containsKey(reference.name())) {
        problems.error(
            reference.origin(),
            "there is no backend " + OneLine.quoted(reference.name()),
            Nearest.remedy(reference.name(), known.keySet()));
      }
    }
    for (final String name : unused) {
      problems.warning(
          known.get(name),
          "no frontend uses the backend " + OneLine.quoted(name),
          "name it in a frontend, or remove it");
    }
  }

  /** A place that names a backend. */
  record Reference(Origin origin, String name) {}

  /** One text for all the ways to write an address. */
  static String key(final Address address) {
    return address instanceof final Address.Inet i
        ? canonical(i.host()) + " " + i.port()
        : address.toString();
  }

  private static String canonical(final String host) {
    try {
      final String literal = host.equals("*") ? "0.0.0.0" : host;
      return literal.matches("[0-9.]+") || Addresses.isIpv6(literal)
          ? InetAddress.ofLiteral(literal).getHostAddress()
          : literal.toLowerCase(java.util.Locale.ROOT);
    } catch (final IllegalArgumentException e) {
      return host;
    }
  }
}
