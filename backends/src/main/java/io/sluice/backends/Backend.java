package io.sluice.backends;

import io.sluice.config.BackendConfig;
import io.sluice.config.ServerConfig;
import io.sluice.config.WriterConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Servers, how one is picked, and who waits.
 *
 * <p>{@link #assign}, {@link #release} and {@link #cancel} are called by every event loop; what
 * changes state is called by the control loop alone, which publishes one immutable snapshot of the
 * servers that each pick reads once. What anybody may read at any time says so.
 *
 * <p>New sessions go to the servers that are up, {@link AdminState#READY} and of weight above 0:
 * those that are no backup; else the first backup, or with {@code allbackups} every one. When none
 * is left, newcomers are told so at once, while those who wait already stay until their own time is
 * over, so that the next server that comes up serves them.
 *
 * <p>With {@code holdUntilChecked}, nobody gets a server at the start before every checked server
 * has its first verdict, even where some are up: otherwise the first to answer would get the whole
 * rush, and a backup might be picked because the primary answered a moment later. It ends by
 * itself, or by {@link #endHold}, and never begins again.
 *
 * <p>Whoever knows more of the servers, such as which of them is their cluster's writer, says by
 * {@link #choose} who may be used at all; states, weights and backups count among those.
 *
 * <p>How slots are shared and who is next is the business of {@link Slots}.
 */
public final class Backend {
  private static final AtomicInteger NEXT_ID = new AtomicInteger();

  private final Balancers balancers;
  private final Slots slots;

  /** A backend whose servers have nothing beside them. */
  public Backend(final BackendConfig config, final Balancers balancers, final long nowNanos) {
    this(config, balancers, nowNanos, server -> null);
  }

  /**
   * A backend whose checks are still to begin.
   *
   * @param nowNanos the caller's monotonic clock, which all later times are read from
   * @param beside makes what the caller keeps beside a new server, before anybody sees the server
   * @throws IllegalArgumentException the balancing algorithm does not exist, or refuses its options
   */
  public Backend(
      final BackendConfig config,
      final Balancers balancers,
      final long nowNanos,
      final Function<Server, Object> beside) {
    this.balancers = balancers;
    final List<Server> servers =
        config.servers().stream().map(line -> newServer(line, nowNanos, beside)).toList();
    balancers.verify(config);
    final boolean holds = config.holdUntilChecked().isPositive() && awaitsVerdict(servers);
    this.slots = new Slots(ServerList.of(config, servers, holds, first(config), balancers, null));
  }

  /** Where one server is to be the writer, nobody is served before it is chosen. */
  private static Choice first(final BackendConfig config) {
    return config.writer().filter(w -> w.mode() == WriterConfig.Mode.SINGLE).isPresent()
        ? Choice.HOLD
        : Choice.ANY;
  }

  /** As it is now; any thread. */
  public BackendConfig config() {
    return slots.list().config;
  }

  public String name() {
    return config().name();
  }

  /** Every server, in the order of the file; any thread. */
  public List<Server> servers() {
    return slots.list().servers;
  }

  /**
   * Sessions that wait for any server now; those that wait for one server are {@link
   * Server#queued()}. Any thread.
   */
  public int queued() {
    return slots.queued();
  }

  /**
   * Asks for a server. A slot of it is held for the waiter until {@link #release}.
   *
   * @param key hash of what the session is known by, for algorithms that go by it
   * @param avoid a server that just failed this session, passed over while another has a free slot;
   *     null: none
   * @throws IllegalStateException the waiter stands in a queue already
   */
  public Assignment assign(final Waiter waiter, final long key, final Server avoid) {
    return slots.assign(waiter, key, avoid);
  }

  /**
   * Asks for another slot of the same server, for a retry there; queues on that server when it is
   * full, and where its own queue is full too, for any.
   *
   * @return {@link Assignment#NO_SERVER}: this server takes no sessions now; another may
   * @throws IllegalStateException the waiter stands in a queue already
   */
  public Assignment assignTo(final Waiter waiter, final Server server) {
    return slots.assignTo(waiter, server);
  }

  /**
   * Asks for a slot of the server that the session belongs to, by a cookie or what a table
   * remembers: as {@link #assignTo}, but also where the server is drained, of weight 0 or a backup.
   *
   * @param evenDown whether it is asked for whatever its state (HAProxy {@code option persist})
   * @return {@link Assignment#NO_SERVER}: it takes no sessions now; another may
   * @throws IllegalStateException the waiter stands in a queue already
   */
  public Assignment assignPersistent(
      final Waiter waiter, final Server server, final boolean evenDown) {
    return slots.assignPersistent(waiter, server, evenDown);
  }

  /**
   * Gives a slot back; the first who waits for it gets it.
   *
   * @throws IllegalStateException none is taken
   */
  public void release(final Server server) {
    slots.release(server);
  }

  /**
   * Leaves the queue.
   *
   * @return false: too late, a callback was made already, and a slot that it brought must be
   *     released
   */
  public boolean cancel(final Waiter waiter) {
    return slots.cancel(waiter);
  }

  /**
   * Whether a session that this server failed may as well go to another: there is one, and the
   * algorithm does not care which. Any thread.
   */
  public boolean hasAlternative(final Server failed) {
    return slots.list().hasAlternative(failed);
  }

  /** Whether there is another server for a session that this one failed. Any thread. */
  public boolean hasOther(final Server failed) {
    return slots.list().hasOther(failed);
  }

  /** Whether sessions are held because the first verdicts are not in; any thread. */
  public boolean holding() {
    return slots.list().awaiting;
  }

  /** Who may be used at all; any thread. */
  public Choice choice() {
    return slots.list().choice;
  }

  /**
   * Says who may be used from now on. The first verdicts are waited for all the same, where the
   * configuration says so.
   */
  public void choose(final Choice choice) {
    if (!choice.equals(choice())) {
      publish(config(), servers(), holding(), choice);
    }
  }

  /** Ends the holding, since its time is over; those who waited get a server or are refused. */
  public void endHold() {
    if (holding()) {
      publish(config(), servers(), false, choice());
    }
  }

  /**
   * Takes a verdict of the checks. One for a server that has no check, is in MAINT, has no address,
   * or is gone came late, and is ignored.
   *
   * @param health {@link Health#UP} or {@link Health#DOWN}
   * @return whether the health changed; the reason alone may change without
   */
  public synchronized boolean setHealth(
      final Server server, final Health health, final String reason, final long nowNanos) {
    if (health != Health.UP && health != Health.DOWN) {
      throw new IllegalArgumentException("a check finds a server UP or DOWN, not " + health);
    }
    return published(server.toHealth(health, reason, nowNanos));
  }

  /**
   * What is known of a server, once new sessions follow it: a change that is under way is waited
   * for, so that who reads {@link Health#UP} and connects is served. Any thread but event loops,
   * which read {@link Server#state}.
   */
  public synchronized ServerState settledState(final Server server) {
    return server.state();
  }

  /**
   * Notes that the checks could not judge a server: its health stays what it is, the reason says
   * why. Ignored like a late verdict of {@link #setHealth}, which ends it.
   *
   * @return whether it could be judged before
   */
  public boolean setUnclear(final Server server, final String reason) {
    return server.toUnclear(reason);
  }

  /**
   * Takes a wish of the operator. Returns whether it changed anything. A server with a check that
   * leaves {@link AdminState#MAINT} is {@link Health#PENDING} until its next good one.
   */
  public synchronized boolean setAdmin(
      final Server server, final AdminState admin, final long nowNanos) {
    return published(server.toAdmin(admin, nowNanos));
  }

  /**
   * Takes what became of a server's address. A server without one takes no sessions and no
   * verdicts, and holds nobody up once this was called for it the first time; its sessions go on. A
   * server with a check that has one again is {@link Health#PENDING} until its next good one.
   *
   * @param reason in words; why it has none, or what is known of it before the next check
   * @return whether it has one now and had none, or the other way round
   */
  public synchronized boolean setResolved(
      final Server server, final boolean resolved, final String reason, final long nowNanos) {
    final boolean before = server.state().resolved();
    published(server.toResolved(resolved, reason, nowNanos));
    return server.state().resolved() != before;
  }

  /**
   * Takes what a server's agent said: whether it works, what is to become of it, its weight and its
   * maxconn. Returns whether more than the description is new. The operator's wishes stay.
   */
  public synchronized boolean setAgent(
      final Server server, final AgentReport report, final long nowNanos) {
    return published(server.toAgent(server.state().agent().with(report), nowNanos));
  }

  /** Moves slow starts on; to be called about once a second while {@link #slowStarting()}. */
  public void onTick(final long nowNanos) {
    if (slowStarting()) {
      servers().forEach(server -> server.refresh(nowNanos));
      published(true);
    }
  }

  /** Whether some server is on its way to full weight and maxconn. */
  public boolean slowStarting() {
    return servers().stream().anyMatch(Server::slowStarting);
  }

  /** Takes a new configuration whose new servers have nothing beside them. */
  public List<Server> apply(final BackendConfig changed, final long nowNanos) {
    return apply(changed, nowNanos, server -> null);
  }

  /**
   * Takes a new configuration. Servers that keep their name keep their state and their slots; those
   * that wait keep their place. An admin state that was set at run time stays, unless the file's
   * {@code disabled} changed. A server that is given a check serves on as {@link Health#UP} until a
   * verdict says otherwise, and one that loses it is {@link Health#UNCHECKED}. New servers with a
   * check are {@link Health#PENDING}, and do not begin a hold.
   *
   * @param beside makes what the caller keeps beside a new server, before anybody sees the server
   * @return the servers that are gone; they take no new sessions, and are released as ever
   * @throws IllegalArgumentException the balancing algorithm does not exist, or refuses its
   *     options; nothing changed
   */
  public List<Server> apply(
      final BackendConfig changed, final long nowNanos, final Function<Server, Object> beside) {
    balancers.verify(changed);
    final Map<String, Server> left = new LinkedHashMap<>();
    servers().forEach(server -> left.put(server.name(), server));
    final List<Server> next = new ArrayList<>();
    for (final ServerConfig line : changed.servers()) {
      final Server kept = left.remove(line.name());
      if (kept != null) {
        kept.reconfigure(line, nowNanos);
      }
      next.add(kept == null ? newServer(line, nowNanos, beside) : kept);
    }
    final List<Server> gone = List.copyOf(left.values());
    gone.forEach(Server::toRemoved);
    publish(changed, next, holding() && changed.holdUntilChecked().isPositive(), choice());
    return gone;
  }

  private boolean published(final boolean changed) {
    if (changed) {
      publish(config(), servers(), holding(), choice());
    }
    return changed;
  }

  private void publish(
      final BackendConfig config,
      final List<Server> servers,
      final boolean holding,
      final Choice choice) {
    final boolean holds = holding && awaitsVerdict(servers);
    slots.replace(ServerList.of(config, servers, holds, choice, balancers, slots.list()));
  }

  private static boolean awaitsVerdict(final List<Server> servers) {
    return servers.stream().anyMatch(Server::awaitsVerdict);
  }

  private static Server newServer(
      final ServerConfig line, final long nowNanos, final Function<Server, Object> beside) {
    final Server server = new Server(NEXT_ID.getAndIncrement(), line, nowNanos);
    server.attach(beside.apply(server));
    return server;
  }
}
