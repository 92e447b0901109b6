package io.sluice.backends;

import io.sluice.backends.BalancerFactory.Candidate;
import io.sluice.config.BackendConfig;
import io.sluice.config.BalanceConfig;
import java.util.List;

/**
 * The servers of a backend and how one is picked, at one moment. Immutable: the control loop builds
 * it whole and publishes it as one reference, which each assignment reads once.
 */
final class ServerList {
  final BackendConfig config;

  /** Every server, in the order of the file. */
  final List<Server> servers;

  /** Whether sessions are held until the first verdicts are in; nothing is in use meanwhile. */
  final boolean awaiting;

  /** Whether sessions are held, for that or by choice. */
  final boolean holding;

  /** Who may be used at all. */
  final Choice choice;

  /** Servers that new sessions may get, in the order of the file. Not to be written. */
  final Server[] inUse;

  /** Picks one of {@link #inUse}; null: there is none. */
  final Balancer balancer;

  /** Whether {@link #balancer} goes by the key. */
  final boolean keyed;

  /** The last one built, which outlives moments without a server; null: there was none yet. */
  private final Built built;

  /** A balancer and what it was built of. */
  private record Built(BalanceConfig config, List<Candidate> candidates, Balancer balancer) {}

  private ServerList(
      final BackendConfig config,
      final List<Server> servers,
      final boolean awaiting,
      final Choice choice,
      final List<Server> inUse,
      final Built built) {
    this.config = config;
    this.servers = List.copyOf(servers);
    this.awaiting = awaiting;
    this.holding = awaiting || choice instanceof Choice.Hold;
    this.choice = choice;
    this.inUse = inUse.toArray(Server[]::new);
    this.balancer = inUse.isEmpty() ? null : built.balancer();
    this.keyed = balancer != null && balancer.keyed();
    this.built = built;
  }

  /** Whether there is another to go to than this one. */
  boolean hasOther(final Server failed) {
    return inUse.length > 1 || (inUse.length == 1 && inUse[0] != failed);
  }

  /** Whether there is one, and the algorithm does not care which. */
  boolean hasAlternative(final Server failed) {
    return !keyed && hasOther(failed);
  }

  /** Whether a session may go to this very server again. */
  boolean allows(final Server server) {
    if (choice instanceof Choice.Any) {
      return server.takesSessions();
    }
    for (final Server each : inUse) {
      if (each == server) {
        return true;
      }
    }
    return false;
  }

  /** Whether a session that belongs to this server may go to it. Who knows the cluster decides. */
  boolean allowsPersistent(final Server server, final boolean evenDown) {
    return choice instanceof Choice.Any
        && servers.contains(server)
        && (evenDown ? server.state().resolved() : server.takesPersistent());
  }

  /**
   * The list for this moment.
   *
   * @param awaiting whether sessions are held until the first verdicts are in
   * @param choice who may be used
   * @param previous what it replaces; null: it is the first
   * @throws IllegalArgumentException the algorithm does not exist, or refuses what it is told
   */
  static ServerList of(
      final BackendConfig config,
      final List<Server> servers,
      final boolean awaiting,
      final Choice choice,
      final Balancers balancers,
      final ServerList previous) {
    final Built old = previous == null ? null : previous.built;
    final List<Server> usable = awaiting ? List.of() : usable(config, servers, choice);
    final Built built = usable.isEmpty() ? old : build(config.balance(), usable, balancers, old);
    return new ServerList(config, servers, awaiting, choice, usable, built);
  }

  private static Built build(
      final BalanceConfig config,
      final List<Server> usable,
      final Balancers balancers,
      final Built old) {
    final List<Candidate> candidates = usable.stream().map(ServerList::candidate).toList();
    if (old != null && old.config().equals(config) && old.candidates().equals(candidates)) {
      return old;
    }
    final boolean goesOn = old != null && old.config().name().equals(config.name());
    return new Built(
        config, candidates, balancers.create(config, candidates, goesOn ? old.balancer() : null));
  }

  private static List<Server> usable(
      final BackendConfig config, final List<Server> servers, final Choice choice) {
    return switch (choice) {
      case Choice.Any _ -> usable(config, servers);
      case Choice.Hold _, Choice.None _ -> List.of();
      case Choice.Only only -> servers.contains(only.server()) ? List.of(only.server()) : List.of();
      case Choice.Tiers tiers ->
          tiers.tiers().stream()
              .map(tier ->
                  servers.stream().filter(s -> tier.contains(s) && s.takesSessions()).toList())
              .filter(tier -> !tier.isEmpty())
              .findFirst()
              .orElse(List.of());
    };
  }

  /** HAProxy's rule: backup servers only when no other is left, and the first alone unless all. */
  private static List<Server> usable(final BackendConfig config, final List<Server> servers) {
    final List<Server> taking = servers.stream().filter(Server::takesSessions).toList();
    final List<Server> active = taking.stream().filter(s -> !s.config().backup()).toList();
    if (!active.isEmpty()) {
      return active;
    }
    return config.allbackups() || taking.isEmpty() ? taking : taking.subList(0, 1);
  }

  static Candidate candidate(final Server server) {
    // One that was chosen by name serves, whatever its weight.
    return new Candidate(
        server, Math.max(1, server.weight()), Math.max(1, server.config().weight()));
  }
}
