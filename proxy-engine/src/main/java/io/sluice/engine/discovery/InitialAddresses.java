package io.sluice.engine.discovery;

import io.sluice.backends.Server;
import io.sluice.config.Address;
import io.sluice.config.BackendConfig;
import io.sluice.config.CheckConfig;
import io.sluice.config.ConfigProblem;
import io.sluice.config.InitAddr;
import io.sluice.config.Origin;
import io.sluice.config.ProxyConfig;
import io.sluice.config.ServerConfig;
import io.sluice.engine.proxy.BackendRuntime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where the servers that are known by name are when a configuration comes into force: HAProxy's
 * {@code init-addr}. Made on the thread of the start or of a reload, which it blocks while it waits
 * for the C library.
 *
 * <p>A server that runs under the same name keeps the address that it has, whatever is configured,
 * and one that is waiting for an address goes on waiting: a reload asks the C library only for
 * names that are new to its server.
 */
public final class InitialAddresses {
  private final Map<String, BackendRuntime> running;
  private final boolean isStart;
  private final Map<String, Spot> spots = new HashMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();
  private final Map<String, List<InetAddress>> libc;

  /**
   * Finds out.
   *
   * @param running the backends that run; none at a start
   */
  public InitialAddresses(final ProxyConfig config, final Map<String, BackendRuntime> running) {
    this.running = running;
    this.isStart = running.isEmpty();
    this.libc = LibcLookup.all(namesForLibc(config), config.global().resolvers().preferIpv6());
    config.backends().forEach(backend -> Group.of(backend).forEach(this::locate));
    config.backends().forEach(this::locateChecks);
  }

  /**
   * Where a server is, as far as names say; empty: neither it nor its check has a name. Its own
   * address is missing also where that is no name.
   */
  public Optional<Spot> spot(final String backend, final String server) {
    return Optional.ofNullable(spots.get(key(backend, server)));
  }

  /** Names without an address that may not be without one; empty: none. */
  public List<ConfigProblem> problems() {
    return List.copyOf(problems);
  }

  /** Names that were asked for and have no address yet. */
  public List<ConfigProblem> warnings() {
    return List.copyOf(warnings);
  }

  // ---- whom to ask for

  private Set<String> namesForLibc(final ProxyConfig config) {
    final Set<String> names = new LinkedHashSet<>();
    for (final BackendConfig backend : config.backends()) {
      Group.of(backend).stream()
          .filter(group -> group.seed().isName() && asksLibc(group))
          .forEach(group -> names.add(group.seed().host()));
      for (final ServerConfig server : backend.servers()) {
        if (lastCheckHost(backend.name(), server).isEmpty()
            && server.resolve().initAddr().contains(new InitAddr.Libc())) {
          Group.checkName(server).ifPresent(names::add);
        }
      }
    }
    return names;
  }

  /** Whether the C library's turn comes, and nameservers do not know better. */
  private boolean asksLibc(final Group group) {
    if (group.servers().stream()
        .flatMap(server -> before(group.backend(), server).stream())
        .anyMatch(server -> BackendRuntime.of(server).isFollowed())) {
      return false;
    }
    for (final InitAddr way : group.servers().getFirst().resolve().initAddr()) {
      switch (way) {
        case InitAddr.Last _ -> {}
        case InitAddr.Libc _ -> {
          return true;
        }
        case InitAddr.None _, InitAddr.Fixed _ -> {
          return false;
        }
      }
    }
    return false;
  }

  // ---- servers

  private void locate(final Group group) {
    final List<SocketAddress> held = new ArrayList<>();
    group.servers().forEach(server -> held.add(last(group, server).orElse(null)));
    final List<SocketAddress> places = places(group, held);
    for (int i = 0; i < places.size(); i++) {
      put(
          group.backend(),
          group.servers().get(i),
          Optional.ofNullable(places.get(i)).map(Spot::at).orElse(Spot.NOWHERE));
    }
  }

  /** For each server its address; null: nobody knows. */
  private List<SocketAddress> places(final Group group, final List<SocketAddress> held) {
    if (held.stream().allMatch(Objects::isNull)) {
      return Placement.of(held, addresses(group)).places();
    }
    final List<SocketAddress> found = asksLibc(group) ? fromLibc(group) : List.of();
    return found.isEmpty() ? held : Placement.of(held, found).places();
  }

  private List<SocketAddress> fromLibc(final Group group) {
    return libc.getOrDefault(group.seed().host(), List.of()).stream()
        .map(address -> at(group, address))
        .toList();
  }

  private List<SocketAddress> addresses(final Group group) {
    if (!group.seed().isName()) {
      return literal(group.seed().host()).map(address -> at(group, address)).stream().toList();
    }
    boolean asked = false;
    for (final InitAddr way : group.servers().getFirst().resolve().initAddr()) {
      switch (way) {
        case InitAddr.Last _ -> {}
        case InitAddr.Libc _ -> {
          asked = true;
          if (!fromLibc(group).isEmpty()) {
            return fromLibc(group);
          }
        }
        case InitAddr.Fixed fixed -> {
          return literal(fixed.ip()).map(address -> at(group, address)).stream().toList();
        }
        case InitAddr.None _ -> {
          if (asked) {
            warn(group.servers().getFirst().origin(), group.seed());
          }
          return List.of();
        }
      }
    }
    onNothing(group.servers().getFirst().origin(), group.seed());
    return List.of();
  }

  private static SocketAddress at(final Group group, final InetAddress address) {
    return new InetSocketAddress(address, group.seed().port());
  }

  /** The configuration wants no server without an address, which only a start can refuse. */
  private void onNothing(final Origin origin, final Address.Inet address) {
    if (!isStart) {
      warn(origin, address);
      return;
    }
    problems.add(
        ConfigProblem.error(
            origin,
            "no address is known for " + address,
            "mend the name or the resolver (getent hosts NAME asks it), write an address, or end"
                + " init-addr with none"));
  }

  private void warn(final Origin origin, final Address.Inet address) {
    final ConfigProblem warning =
        ConfigProblem.warning(
            origin,
            "no address is known for " + address + " yet",
            "it is asked for again; mend the name or the resolver if it should be known");
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  // ---- checks that go elsewhere

  private void locateChecks(final BackendConfig backend) {
    for (final ServerConfig server : backend.servers()) {
      server
          .check()
          .flatMap(CheckConfig::address)
          .ifPresent(host -> locateCheck(backend.name(), server, host));
    }
  }

  private void locateCheck(final String backend, final ServerConfig server, final String host) {
    final Spot spot = spots.get(key(backend, server.name()));
    final Optional<String> name = Group.checkName(server);
    if (spot == null && name.isEmpty()) {
      return;
    }
    final Optional<InetAddress> address =
        name.isEmpty()
            ? literal(host)
            : lastCheckHost(backend, server)
                .or(() -> libc.getOrDefault(host, List.of()).stream().findFirst());
    if (address.isEmpty()) {
      warn(server.check().orElseThrow().origin(), new Address.Inet(host, port(server)));
    }
    final Spot known = spot == null ? Spot.NOWHERE : spot;
    put(backend, server, address.map(known::withCheckHost).orElse(known));
  }

  private static int port(final ServerConfig server) {
    final int otherwise = server.address() instanceof final Address.Inet inet ? inet.port() : 0;
    return server.check().orElseThrow().port().orElse(otherwise);
  }

  /** A zone that this host does not have makes an address unusable. */
  private static Optional<InetAddress> literal(final String ip) {
    try {
      return Optional.of(InetAddress.getByName(ip));
    } catch (final UnknownHostException noSuchZone) {
      return Optional.empty();
    }
  }

  // ---- what runs

  private Optional<Server> before(final String backend, final ServerConfig server) {
    return Optional.ofNullable(running.get(backend)).stream()
        .flatMap(runtime -> runtime.backend().servers().stream())
        .filter(other -> other.name().equals(server.name()))
        .filter(other -> host(other.config().address()).equals(host(server.address())))
        .findFirst();
  }

  private static Optional<String> host(final Address address) {
    return address instanceof final Address.Inet inet ? Optional.of(inet.host()) : Optional.empty();
  }

  private Optional<SocketAddress> last(final Group group, final ServerConfig server) {
    return before(group.backend(), server)
        .filter(other -> other.state().resolved())
        .map(other -> moved(other, group, BackendRuntime.of(other).address()));
  }

  /** The same host, at the port that is configured now. */
  private static SocketAddress moved(
      final Server before, final Group group, final SocketAddress address) {
    final boolean samePort =
        before.config().address() instanceof final Address.Inet inet
            && inet.port() == group.seed().port();
    return samePort || !(address instanceof final InetSocketAddress inet)
        ? address
        : new InetSocketAddress(inet.getAddress(), group.seed().port());
  }

  private Optional<InetAddress> lastCheckHost(final String backend, final ServerConfig server) {
    final Optional<String> name = Group.checkName(server);
    return before(backend, server)
        .filter(other -> other.state().resolved() && Group.checkName(other.config()).equals(name))
        .map(other -> BackendRuntime.of(other).checkAddress())
        .filter(InetSocketAddress.class::isInstance)
        .map(address -> ((InetSocketAddress) address).getAddress());
  }

  private void put(final String backend, final ServerConfig server, final Spot spot) {
    spots.put(key(backend, server.name()), spot);
  }

  private static String key(final String backend, final String server) {
    return backend + '/' + server;
  }
}
