package io.sluice.config;

import io.sluice.config.ProbeConfig.Galera;
import io.sluice.config.ProbeConfig.PgsqlRole;
import io.sluice.config.ProbeConfig.RedisRole;
import io.sluice.config.ProbeConfig.RowConfig;
import io.sluice.config.WriterConfig.Agreement;
import io.sluice.config.WriterConfig.Mode;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What backends of one cluster must agree in, and what they know of one another: all of them read
 * the row that one of them agrees by, so that they share their probes.
 */
final class Clusters {
  private final Map<String, List<BackendConfig>> groups = new LinkedHashMap<>();
  private final Problems problems;

  private Clusters(final List<BackendConfig> backends, final Problems problems) {
    this.problems = problems;
    for (final BackendConfig backend : backends) {
      backend
          .writer()
          .ifPresent(w -> groups.computeIfAbsent(w.group(), _ -> new ArrayList<>()).add(backend));
    }
  }

  /** The backends as they were read, with what they have from their clusters. */
  static List<BackendConfig> complete(final List<BackendConfig> backends, final Problems problems) {
    final Clusters clusters = new Clusters(backends, problems);
    clusters.groups.values().forEach(clusters::check);
    return backends.stream().map(clusters::completed).toList();
  }

  private BackendConfig completed(final BackendConfig backend) {
    return backend
        .writer()
        .flatMap(own -> row(groups.get(own.group())))
        .map(row -> withRow(backend, row))
        .orElse(backend);
  }

  private static Optional<RowConfig> row(final List<BackendConfig> group) {
    return singles(group).stream()
        .map(b -> b.writer().orElseThrow())
        .filter(w -> w.agreement() == Agreement.TABLE)
        .findFirst()
        .map(w -> new RowConfig(w.table(), w.group()));
  }

  private static BackendConfig withRow(final BackendConfig backend, final RowConfig row) {
    return backend.withServers(
        backend.servers().stream()
            .map(s -> s.withCheck(s.check().map(c -> c.withProbe(withRow(c.probe(), row)))))
            .toList());
  }

  private static ProbeConfig withRow(final ProbeConfig probe, final RowConfig row) {
    return probe instanceof final Galera galera ? galera.withRow(row) : probe;
  }

  private static List<BackendConfig> singles(final List<BackendConfig> group) {
    return group.stream().filter(b -> b.writer().orElseThrow().mode() == Mode.SINGLE).toList();
  }

  private void check(final List<BackendConfig> group) {
    final List<BackendConfig> singles = singles(group);
    singles.forEach(this::requireVerdicts);
    singles.forEach(this::warnOfBackups);
    singles.forEach(this::requireTable);
    singles.stream().skip(1).forEach(b -> compare(singles.getFirst(), b));
    sameKinds(group);
    sameAddresses(group);
    warnWithoutWriter(group, singles);
  }

  /** A check that does not know who takes writes would let any server be the writer. */
  private void requireVerdicts(final BackendConfig backend) {
    for (final ServerConfig server : backend.servers()) {
      if (!server.check().map(CheckConfig::probe).filter(Clusters::knowsWriters).isPresent()) {
        problems.error(
            server.check().map(CheckConfig::origin).orElse(server.origin()),
            "server "
                + server.name()
                + " of backend "
                + backend.name()
                + " has no check that knows whether it may be the writer",
            "write check { type = galera, user = NAME }, or type = pgsql with role = primary, or"
                + " type = redis with role = master");
      }
    }
  }

  private static boolean knowsWriters(final ProbeConfig probe) {
    return switch (probe) {
      case Galera _ -> true;
      case ProbeConfig.Pgsql p -> p.role().equals(Optional.of(PgsqlRole.PRIMARY));
      case ProbeConfig.Redis r -> r.role() == RedisRole.MASTER;
      // What an added check reports is its own affair.
      case ProbeConfig.Custom _ -> true;
      case ProbeConfig.Sequence _,
          ProbeConfig.Tcp _,
          ProbeConfig.Http _,
          ProbeConfig.Memcached _,
          ProbeConfig.MySql _,
          ProbeConfig.Amqp _,
          ProbeConfig.Tls _,
          ProbeConfig.External _,
          ProbeConfig.Agent _ ->
          false;
    };
  }

  private void warnOfBackups(final BackendConfig backend) {
    backend.servers().stream()
        .filter(ServerConfig::backup)
        .findFirst()
        .ifPresent(s ->
            problems.warning(
                s.origin(),
                "server "
                    + s.name()
                    + " of backend "
                    + backend.name()
                    + " is a backup, which has no meaning with writer = single",
                "remove it, and write priority where the order is not that of the file"));
  }

  private void requireTable(final BackendConfig backend) {
    final WriterConfig writer = backend.writer().orElseThrow();
    if (writer.agreement() == Agreement.TABLE
        && backend.servers().stream()
            .flatMap(s -> s.check().stream())
            .noneMatch(c -> c.probe() instanceof Galera)) {
      problems.error(
          writer.origin(),
          "backend " + backend.name() + " has agreement = table, and no galera check to read it",
          "write check { type = galera, user = NAME }, or agreement = order");
    }
  }

  /** One cluster has one writer, however many backends lead to it. */
  private void compare(final BackendConfig first, final BackendConfig other) {
    final WriterConfig a = first.writer().orElseThrow();
    final WriterConfig b = other.writer().orElseThrow();
    compare("failback", a.failback().equals(b.failback()), first, other);
    compare("agreement", a.agreement() == b.agreement(), first, other);
    compare("agreement-table", a.table().equals(b.table()), first, other);
    compare("move-timeout", a.moveTimeout().equals(b.moveTimeout()), first, other);
  }

  private void compare(
      final String key, final boolean same, final BackendConfig first, final BackendConfig other) {
    if (!same) {
      problems.error(
          other.writer().orElseThrow().origin(),
          "backend "
              + other.name()
              + " has another "
              + key
              + " than backend "
              + first.name()
              + " of the same writer-group",
          "write the same in both");
    }
  }

  private void sameKinds(final List<BackendConfig> group) {
    String kind = null;
    for (final BackendConfig backend : group) {
      for (final ServerConfig server : backend.servers()) {
        final String own = server.check().map(c -> c.probe().type()).orElse("none");
        if (kind != null && !kind.equals(own)) {
          problems.error(
              server.check().map(CheckConfig::origin).orElse(server.origin()),
              "server %s of backend %s has another check (%s) than others of its writer-group (%s)"
                  .formatted(server.name(), backend.name(), own, kind),
              "write the same type in all");
          return;
        }
        kind = own;
      }
    }
  }

  /** The name stands for the server in the row, and wherever the writer is spoken of. */
  private void sameAddresses(final List<BackendConfig> group) {
    final Map<String, ServerConfig> named = new HashMap<>();
    for (final BackendConfig backend : group) {
      for (final ServerConfig server : backend.servers()) {
        final ServerConfig other = named.putIfAbsent(server.name(), server);
        if (other != null && !same(other, server)) {
          problems.error(
              server.origin(),
              "server "
                  + server.name()
                  + " is "
                  + server.address()
                  + " here and "
                  + other.address()
                  + " elsewhere in its writer-group",
              "give each server one name in all backends of a cluster");
        }
      }
    }
  }

  private static boolean same(final ServerConfig a, final ServerConfig b) {
    return CrossChecks.key(a.address()).equals(CrossChecks.key(b.address()));
  }

  /** Without one, nobody says who the writer is. */
  private void warnWithoutWriter(
      final List<BackendConfig> group, final List<BackendConfig> singles) {
    if (singles.isEmpty()) {
      group.stream()
          .map(b -> b.writer().orElseThrow())
          .filter(WriterConfig::excludeWriter)
          .findFirst()
          .ifPresent(w ->
              problems.warning(
                  w.origin(),
                  "exclude-writer has no meaning where no backend of the writer-group "
                      + OneLine.quoted(w.group())
                      + " has writer = single",
                  "correct the writer-group, or remove exclude-writer"));
    }
  }
}
