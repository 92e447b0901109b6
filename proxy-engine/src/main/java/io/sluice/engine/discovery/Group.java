package io.sluice.engine.discovery;

import io.sluice.config.Address;
import io.sluice.config.BackendConfig;
import io.sluice.config.CheckConfig;
import io.sluice.config.ResolveConfig.Discover;
import io.sluice.config.ResolveConfig.Template;
import io.sluice.config.ServerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Servers of one backend that share what one name leads to: those of a template, or a single one.
 *
 * @param backend its name
 * @param seed the name, or for a Galera cluster also an address, and the port
 * @param template that they were made of; empty: it is a single server
 * @param servers in the order of the file; never empty
 */
public record Group(
    String backend, Address.Inet seed, Optional<Template> template, List<ServerConfig> servers) {
  public Group {
    servers = List.copyOf(servers);
  }

  /** All of a backend; servers that are known by their address are in none. */
  static List<Group> of(final BackendConfig backend) {
    final Map<String, List<ServerConfig>> templates = new LinkedHashMap<>();
    final List<Group> groups = new ArrayList<>();
    for (final ServerConfig server : backend.servers()) {
      final Optional<Template> template = server.resolve().template();
      if (template.isPresent()) {
        templates.computeIfAbsent(template.get().prefix(), _ -> new ArrayList<>()).add(server);
      } else if (server.address() instanceof final Address.Inet inet && inet.isName()) {
        groups.add(new Group(backend.name(), inet, template, List.of(server)));
      }
    }
    for (final List<ServerConfig> servers : templates.values()) {
      final ServerConfig first = servers.getFirst();
      if (first.address() instanceof final Address.Inet inet) {
        groups.add(new Group(backend.name(), inet, first.resolve().template(), servers));
      }
    }
    return groups;
  }

  /** Whether a server's address is found out while Sluice runs. */
  public static boolean isByName(final ServerConfig server) {
    return server.resolve().template().isPresent()
        || (server.address() instanceof final Address.Inet inet && inet.isName());
  }

  /** The name that a server is checked by, where its check has one of its own. */
  static Optional<String> checkName(final ServerConfig server) {
    return server
        .check()
        .flatMap(CheckConfig::address)
        .filter(host -> new Address.Inet(host, 0).isName());
  }

  boolean isGalera() {
    return template.map(t -> t.discover() == Discover.GALERA).orElse(false);
  }

  /** For messages, such as {@code backend/db1} or {@code backend/db1-5}. */
  String title() {
    return backend
        + "/"
        + template.map(t -> t.prefix() + "1-" + t.count()).orElse(servers.getFirst().name());
  }
}
