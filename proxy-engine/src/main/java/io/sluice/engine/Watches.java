package io.sluice.engine;

import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.backends.AdminState;
import io.sluice.backends.Server;
import io.sluice.config.Address;
import io.sluice.config.BackendConfig;
import io.sluice.config.BindConfig;
import io.sluice.config.CheckConfig;
import io.sluice.config.Origin;
import io.sluice.config.ProbeConfig;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.reload.Generation;
import io.sluice.health.CheckScheduler.Watch;
import io.sluice.health.Target;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be checked in a generation. Stateless. */
final class Watches {
  private Watches() {}

  /** On the control loop, which writes what it reads. */
  static List<Watch> of(final Generation generation) {
    final List<Watch> watches = new ArrayList<>();
    for (final BackendRuntime backend : generation.backends().values()) {
      for (final Server server : backend.backend().servers()) {
        if (isChecked(server)) {
          watches.add(watch(generation, backend, server));
        }
      }
    }
    return watches;
  }

  /** How one server that is checked is checked. */
  static Watch watch(
      final Generation generation, final BackendRuntime backend, final Server server) {
    final CheckConfig check = server.config().check().orElseThrow();
    final SocketAddress address = BackendRuntime.of(server).checkAddress();
    return new Watch(server, check, target(generation, backend, server, check, address));
  }

  /**
   * The agents that are to be asked. They are asked in MAINT too, since only they can take back
   * what they want. On the control loop.
   */
  static List<Watch> agents(final Generation generation) {
    final List<Watch> watches = new ArrayList<>();
    for (final BackendRuntime backend : generation.backends().values()) {
      for (final Server server : backend.backend().servers()) {
        server
            .config()
            .agent()
            .flatMap(agent -> agent(backend, server, agent))
            .ifPresent(watches::add);
      }
    }
    return watches;
  }

  /** Empty: it is not known where the server is. */
  private static Optional<Watch> agent(
      final BackendRuntime backend, final Server server, final CheckConfig agent) {
    final ServerRuntime runtime = BackendRuntime.of(server);
    final SocketAddress own = runtime.agentAddress();
    final SocketAddress address =
        own != null ? own : withPort(runtime.address(), agent.port().orElseThrow());
    return Optional.ofNullable(address)
        .map(known -> new Target(known, Optional.ofNullable(backend.source()), ""))
        .map(target -> new Watch(server, agent, target));
  }

  /** Null: there is no host. */
  private static SocketAddress withPort(final SocketAddress server, final int port) {
    return server instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? new InetSocketAddress(inet.getAddress(), port)
        : null;
  }

  private static Target target(
      final Generation generation,
      final BackendRuntime backend,
      final Server server,
      final CheckConfig check,
      final SocketAddress address) {
    final Optional<SocketAddress> source =
        address instanceof DomainSocketAddress
            ? Optional.empty()
            : Optional.ofNullable(backend.source());
    return new Target(
        address, source, host(server, check), subject(generation, backend, server, check));
  }

  /** Only where the check tells it to its program, since it ends the sharing of probes. */
  private static Optional<Target.Subject> subject(
      final Generation generation,
      final BackendRuntime backend,
      final Server server,
      final CheckConfig check) {
    if (!(check.probe() instanceof ProbeConfig.External)) {
      return Optional.empty();
    }
    final Optional<Address> bind = firstBind(generation, backend.config());
    return Optional.of(
        new Target.Subject(
            server, backend.name(), bind.flatMap(Watches::host), bind.flatMap(Watches::port)));
  }

  /** Of the listen section that the backend is made of; empty: it is a backend section. */
  private static Optional<Address> firstBind(
      final Generation generation, final BackendConfig backend) {
    return generation.config().frontends().stream()
        .filter(frontend -> frontend.name().equals(backend.name()))
        .filter(frontend -> samePlace(frontend.origin(), backend.origin()))
        .flatMap(frontend -> frontend.binds().stream())
        .map(BindConfig::address)
        .filter(address -> !(address instanceof Address.Inherited))
        .findFirst();
  }

  /** Two origins are always equal. */
  private static boolean samePlace(final Origin one, final Origin other) {
    return one.line() == other.line() && one.file().equals(other.file());
  }

  private static Optional<String> host(final Address bind) {
    return switch (bind) {
      case Address.Inet(final var host, _) -> Optional.of(host.equals("*") ? "0.0.0.0" : host);
      case Address.Unix(final var path) -> Optional.of(path);
      case Address.Inherited _ -> Optional.empty();
    };
  }

  private static Optional<String> port(final Address bind) {
    return bind instanceof Address.Inet(_, final var port)
        ? Optional.of(Integer.toString(port))
        : Optional.empty();
  }

  private static String host(final Server server, final CheckConfig check) {
    return check
        .address()
        .orElse(server.config().address() instanceof Address.Inet inet ? inet.host() : "localhost");
  }

  /** Whether a server is to be checked: MAINT ends checks, and so does the want of an address. */
  private static boolean isChecked(final Server server) {
    return server.config().check().isPresent()
        && server.state().admin() != AdminState.MAINT
        && server.state().resolved();
  }
}
