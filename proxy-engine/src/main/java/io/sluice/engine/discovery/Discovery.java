package io.sluice.engine.discovery;

import io.sluice.backends.Server;
import io.sluice.backends.writer.NodeReport;
import io.sluice.config.ResolversConfig;
import io.sluice.config.ServerConfig;
import io.sluice.engine.proxy.BackendRuntime;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps servers that are known by name where the name leads: asks when an answer is no longer good,
 * or when a connect fails, and gives the addresses to the servers. Confined to the control loop.
 *
 * <p>One question serves all servers of a name. A server alone keeps its address as long as the
 * name has it, and its verdict when it moves; servers of a template share the addresses, see {@link
 * Placement}, and a place that another address takes is a new server to the checks.
 */
public final class Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  /** Between two questions for a name whose servers sessions do not reach. */
  private static final Duration SESSION_GAP = Duration.ofSeconds(1);

  /** The same where checks alone say so, which go on for as long as the server is down. */
  private static final Duration CHECK_GAP = Duration.ofSeconds(10);

  /** What it needs of the control loop. */
  public interface Loop {
    /** Runs a task there, soon; from anywhere. */
    void post(Runnable task);

    /** Runs a task there, later. */
    void after(Duration delay, Runnable task);
  }

  /** Who wants to know. Called on the control loop. */
  public interface Listener {
    /** A server has an address now and had none, or the other way round. */
    void onState(BackendRuntime backend, Server server);

    /** Servers are elsewhere, and their checks may follow. */
    void onMoved();
  }

  private final Resolver resolver;
  private final Loop loop;
  private final LongSupplier nanoClock;
  private final DoubleSupplier random;
  private final Listener listener;
  private final Map<String, Name> names = new LinkedHashMap<>();
  private final Sharing sharing = new Sharing();
  private final Relocation relocation;
  private final Map<Server, Group> groups = new LinkedHashMap<>();
  private final Map<Server, Spot> spots = new LinkedHashMap<>();
  private Map<String, BackendRuntime> backends = Map.of();
  private boolean wakes;
  private long wakeNanos;

  /**
   * One that knows of no server yet.
   *
   * @param nanoClock monotonic
   * @param random from 0 to 1
   */
  public Discovery(
      final DnsResolver resolver,
      final Loop loop,
      final LongSupplier nanoClock,
      final DoubleSupplier random,
      final Listener listener) {
    this((Resolver) resolver, loop, nanoClock, random, listener);
  }

  Discovery(
      final Resolver resolver,
      final Loop loop,
      final LongSupplier nanoClock,
      final DoubleSupplier random,
      final Listener listener) {
    this.resolver = resolver;
    this.loop = loop;
    this.nanoClock = nanoClock;
    this.random = random;
    this.listener = listener;
    this.relocation = new Relocation(nanoClock, listener);
  }

  // ---- what there is

  /**
   * Takes the servers of a configuration that has just come into force, each where {@link
   * InitialAddresses} found it. Every name is asked for anew; what is known of it stays meanwhile.
   */
  public void onConfigured(
      final Map<String, BackendRuntime> running, final ResolversConfig resolvers) {
    resolver.configure(resolvers);
    backends = running;
    groups.clear();
    spots.clear();
    final Set<String> wanted = new LinkedHashSet<>();
    running.values().forEach(backend -> collect(backend, wanted));
    sharing.retain(groups.values().stream().map(Group::title).collect(Collectors.toSet()));
    askFor(wanted, resolvers);
    names.values().forEach(this::place);
    groups.values().stream().filter(group -> !group.seed().isName()).forEach(this::place);
    tick();
  }

  private void askFor(final Set<String> wanted, final ResolversConfig resolvers) {
    final long now = nanoClock.getAsLong();
    names.keySet().retainAll(wanted);
    for (final String name : wanted) {
      final Name had = names.putIfAbsent(name, new Name(name, resolvers, random, now));
      if (had != null) {
        had.configure(resolvers);
        had.onDoubt(Duration.ZERO, now);
      }
    }
  }

  private void collect(final BackendRuntime backend, final Set<String> wanted) {
    final Map<String, Server> servers = new HashMap<>();
    backend.backend().servers().forEach(server -> servers.put(server.name(), server));
    for (final Group group : Group.of(backend.config())) {
      group.servers().forEach(line -> groups.put(servers.get(line.name()), group));
      if (group.seed().isName()) {
        wanted.add(group.seed().host());
      }
    }
    for (final Server server : servers.values()) {
      final Optional<String> checkName = Group.checkName(server.config());
      checkName.ifPresent(wanted::add);
      if (groups.containsKey(server) || checkName.isPresent()) {
        spots.put(server, Relocation.spotOf(server));
        BackendRuntime.of(server).setOnUnreachable(() -> loop.post(() -> onConnectFailed(server)));
      } else {
        BackendRuntime.of(server).setOnUnreachable(null);
      }
    }
  }

  // ---- questions and answers

  private void tick() {
    final long now = nanoClock.getAsLong();
    for (final Name name : List.copyOf(names.values())) {
      if (name.isDue(now)) {
        name.onAsked(now);
        resolver.ask(name.text(), answer -> loop.post(() -> onAnswer(name, answer)));
      }
    }
    final var _ =
        names.values().stream()
            .flatMap(name -> name.dueNanos().stream())
            .map(dueNanos -> dueNanos - now)
            .min(Long::compare)
            .map(leftNanos -> wakeIn(leftNanos, now));
  }

  private boolean wakeIn(final long leftNanos, final long nowNanos) {
    final boolean isEarlier = !wakes || nowNanos + leftNanos - wakeNanos < 0;
    if (isEarlier) {
      final long atNanos = nowNanos + leftNanos;
      wakes = true;
      wakeNanos = atNanos;
      loop.after(Duration.ofNanos(Math.max(1, leftNanos)), () -> onWake(atNanos));
    }
    return isEarlier;
  }

  private void onWake(final long atNanos) {
    if (wakeNanos == atNanos) {
      wakes = false;
    }
    tick();
  }

  private void onAnswer(final Name name, final Answer answer) {
    if (names.get(name.text()) != name) {
      // A reload took it out meanwhile.
      return;
    }
    final boolean first = !name.answered();
    final String before = name.trouble();
    name.onAnswer(answer, nanoClock.getAsLong());
    say(name, first, before);
    if (place(name)) {
      listener.onMoved();
    }
    tick();
  }

  private static void say(final Name name, final boolean first, final String before) {
    if (!name.trouble().equals(before) && !name.trouble().isEmpty()) {
      LOG.warn(
          "name {} is not resolved: {}; {}",
          name.text(),
          name.trouble(),
          name.addresses().isEmpty() ? "it is asked for again" : "its addresses stay for now");
    } else if (!first && name.trouble().isEmpty() && !before.isEmpty()) {
      LOG.info("name {} is resolved again", name.text());
    }
  }

  /** A session did not reach a server: its name may lead elsewhere by now. */
  private void onConnectFailed(final Server server) {
    doubt(server, SESSION_GAP);
  }

  /** A check of a server failed. */
  public void onCheckFailed(final Server server) {
    doubt(server, CHECK_GAP);
    final Group group = groups.get(server);
    if (group != null && noneServes(group) && sharing.onNoneServes(group) && place(group)) {
      listener.onMoved();
    }
  }

  private boolean noneServes(final Group group) {
    return servers(group).stream().noneMatch(server -> server.state().takesSessions());
  }

  private void doubt(final Server server, final Duration gap) {
    final Group group = groups.get(server);
    final Optional<String> check = Group.checkName(server.config());
    final long now = nanoClock.getAsLong();
    if (group != null) {
      Optional.ofNullable(names.get(group.seed().host())).ifPresent(name -> name.onDoubt(gap, now));
    }
    check.map(names::get).ifPresent(name -> name.onDoubt(gap, now));
    tick();
  }

  /** What a check found of a server's place in a cluster, which may tell where the others are. */
  public void onReport(final Server server, final NodeReport report) {
    final Group group = groups.get(server);
    if (group == null || !group.isGalera() || report.galera().isEmpty()) {
      return;
    }
    if (sharing.onStatus(group, report.galera().get()) && place(group)) {
      listener.onMoved();
    }
  }

  // ---- addresses to servers

  /** Gives a name's addresses to all servers that it leads to. Returns whether any moved. */
  private boolean place(final Name name) {
    boolean moved = false;
    for (final Group group : new LinkedHashSet<>(groups.values())) {
      if (group.seed().host().equals(name.text())) {
        moved |= place(group);
      }
    }
    for (final Server server : List.copyOf(spots.keySet())) {
      if (Group.checkName(server.config()).filter(name.text()::equals).isPresent()) {
        moved |= placeCheck(server, name);
      }
    }
    return moved;
  }

  private boolean place(final Group group) {
    final List<Server> servers = servers(group);
    final List<SocketAddress> held = new ArrayList<>();
    servers.forEach(server -> held.add(spots.get(server).address().orElse(null)));
    final Name name = names.get(group.seed().host());
    final boolean isKnown = name == null || name.everFound() || sharing.isFilledByMembers(group);
    if (!isKnown && !name.answered()) {
      return false;
    }
    // What a start found otherwise stays until a nameserver knows the name.
    final List<SocketAddress> places = isKnown ? sharing.place(group, held, name).places() : held;
    boolean moved = false;
    for (int i = 0; i < servers.size(); i++) {
      final Server server = servers.get(i);
      BackendRuntime.of(server).setFollowed(isKnown);
      final Spot spot = spots.get(server).withAddress(Optional.ofNullable(places.get(i)));
      moved |= move(server, spot, sharing.why(group, name), sharing.lack(group, name));
    }
    return moved;
  }

  private List<Server> servers(final Group group) {
    final Map<String, Server> byName = new HashMap<>();
    backends.get(group.backend()).backend().servers().forEach(s -> byName.put(s.name(), s));
    return group.servers().stream()
        .map(ServerConfig::name)
        .map(byName::get)
        .filter(Objects::nonNull)
        .toList();
  }

  private boolean placeCheck(final Server server, final Name name) {
    final Spot spot = spots.get(server);
    final List<InetAddress> hosts = name.addresses();
    final boolean stays = !name.everFound() || spot.checkHost().filter(hosts::contains).isPresent();
    final Spot next = stays ? spot : new Spot(spot.address(), hosts.stream().findFirst());
    return move(
        server,
        next,
        "the name of its check, " + name.text() + ", leads there",
        "the name of its check, %s (%s)".formatted(name.text(), name.trouble()));
  }

  /** Returns whether it is elsewhere now, or is there or not there any more. */
  private boolean move(final Server server, final Spot next, final String why, final String lack) {
    final Spot before = spots.put(server, next);
    final BackendRuntime backend = backends.get(BackendRuntime.of(server).backend());
    final boolean wasThere = server.state().resolved();
    if (!next.isComplete(server.config())) {
      return (wasThere || !awaitsAnswer(server)) && relocation.toNowhere(backend, server, lack);
    }
    if (wasThere && next.equals(before)) {
      return false;
    }
    relocation.to(backend, server, next, why);
    return true;
  }

  /** Whether one of its names was not answered yet, so that nobody can tell. */
  private boolean awaitsAnswer(final Server server) {
    final Group group = groups.get(server);
    return Stream.concat(
            Optional.ofNullable(group).stream().map(g -> g.seed().host()),
            Group.checkName(server.config()).stream())
        .map(names::get)
        .anyMatch(name -> name != null && !name.answered());
  }
}
