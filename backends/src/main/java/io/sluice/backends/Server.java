package io.sluice.backends;

import io.sluice.config.ServerConfig;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A server as it lives: its slots and its state. It outlives reloads that keep its name.
 *
 * <p>Slots are taken and given back by every event loop, by compare-and-set; everything else is
 * written by the control loop alone.
 *
 * <pre>
 *   no check:              UNCHECKED
 *   check:      PENDING -> UP    first good check
 *               PENDING -> DOWN  first bad check
 *                    UP <-> DOWN rise, fall; slow start on the way up
 *   a reload adds a check:     UNCHECKED -> UP, it serves on until a verdict says otherwise
 *   a reload removes it:       any -> UNCHECKED
 *   it leaves MAINT:           any but UNCHECKED -> PENDING, since nobody looked meanwhile
 * </pre>
 *
 * <p>While it is in MAINT its health stays what it was, and verdicts that come late are ignored.
 * The same holds while nobody knows its address: {@link ServerState#resolved}.
 *
 * <p>Its agent, where it has one, is asked apart from that: sessions come to it when health, the
 * operator and the agent all let them. Of two wishes, the operator's and the agent's, the stricter
 * holds, so each takes back only its own.
 */
public final class Server {
  private static final int WEIGHT_SCALE = BalancerFactory.Candidate.WEIGHT_SCALE;
  private static final int MAX_WEIGHT = 256 * WEIGHT_SCALE;
  private static final VarHandle SERVED;

  static {
    try {
      SERVED = MethodHandles.lookup().findVarHandle(Server.class, "served", int.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Those who wait for this very server. Guarded by the backend's lock. */
  final SlotQueue queue = new SlotQueue();

  /** Whether it is one that new sessions may get now. Guarded by the backend's lock. */
  boolean inUse;

  private final int id;
  private final long nameKey;
  private final SlowStart slowStart = new SlowStart();
  private Object attachment;
  private volatile ServerConfig config;
  private volatile ServerState state;
  private volatile int limit;
  private volatile boolean removed;

  @SuppressWarnings("UnusedVariable") // through SERVED
  private volatile int served;

  /** Effective, in {@link BalancerFactory.Candidate#WEIGHT_SCALE}. Control loop only. */
  private int weight;

  /** Whether its next way up is one back, which slow start is for. Control loop only. */
  private boolean comesBack;

  /** What the operator wants, whatever the agent does. Control loop only. */
  private AdminState operator;

  /** Whether its name was not answered yet, the first time. Control loop only. */
  private boolean awaitsAddress;

  Server(final int id, final ServerConfig config, final long nowNanos) {
    this.id = id;
    this.nameKey = nameKey(config.name());
    this.config = config;
    this.operator = config.disabled() ? AdminState.MAINT : AdminState.READY;
    this.state =
        new ServerState(
            config.check().isPresent() ? Health.PENDING : Health.UNCHECKED, operator, "", nowNanos);
    this.comesBack = config.disabled();
    refresh(nowNanos);
  }

  /** A number of its own in this process, from 0, never used twice. */
  public int id() {
    return id;
  }

  public String name() {
    return config.name();
  }

  /**
   * A number that stands for its name, in every backend and every process; never 0. What remembers
   * servers by it finds them after a reload too.
   */
  public long nameKey() {
    return nameKey;
  }

  /**
   * {@link #nameKey()} of a name: FNV-1a over 64 bits, in which names of one configuration hardly
   * ever meet.
   */
  public static long nameKey(final String name) {
    long key = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      key = (key ^ name.charAt(i)) * 0x100000001b3L;
    }
    return key == 0 ? 1 : key;
  }

  /** What the caller keeps beside it; null: nothing. Any thread. */
  public Object attachment() {
    return attachment;
  }

  /** Before the server is published. */
  void attach(final Object beside) {
    attachment = beside;
  }

  public ServerConfig config() {
    return config;
  }

  public ServerState state() {
    return state;
  }

  /** Sessions that hold a slot now. */
  public int served() {
    return served;
  }

  /** Sessions that wait for this very server now. */
  public int queued() {
    return queue.size();
  }

  /** Slots that it has now, slow start included; 0: no limit. */
  public int limit() {
    return limit;
  }

  /** Whether every slot is taken; a server without maxconn is never full. */
  public boolean full() {
    final int slots = limit;
    return slots > 0 && served >= slots;
  }

  @Override
  public String toString() {
    return name();
  }

  /**
   * It begins without an address. To be called by who makes what is beside it, before anybody sees
   * the server.
   *
   * @param reason in words
   */
  public void beginUnresolved(final String reason) {
    final ServerState begun = state;
    awaitsAddress = true;
    state = new ServerState(begun.health(), begun.admin(), reason, begun.sinceNanos(), false);
  }

  /** Takes a slot. False: it is full. */
  boolean tryTake() {
    for (; ; ) {
      final int now = served;
      final int slots = limit;
      if (slots > 0 && now >= slots) {
        return false;
      }
      if (SERVED.compareAndSet(this, now, now + 1)) {
        return true;
      }
    }
  }

  void giveBack() {
    for (; ; ) {
      final int now = served;
      if (now == 0) {
        throw new IllegalStateException("server " + name() + ": no slot is taken");
      }
      if (SERVED.compareAndSet(this, now, now - 1)) {
        return;
      }
    }
  }

  /** Whether a new session may go to it, were it its turn. */
  boolean takesSessions() {
    return !removed && state.takesSessions() && config.weight() > 0;
  }

  /**
   * Whether a session that belongs to it may go to it: it works, and the operator has not put it
   * into {@link AdminState#MAINT}. One that is drained, or of weight 0, still serves those that
   * belong to it. Any thread.
   */
  public boolean takesPersistent() {
    final ServerState now = state;
    return !removed
        && now.resolved()
        && !now.agent().isDown()
        && now.admin() != AdminState.MAINT
        && now.health().serves();
  }

  /** Whether its first verdict is still to come, or the first answer about its address. */
  boolean awaitsVerdict() {
    final ServerState now = state;
    return now.admin() != AdminState.MAINT
        && (now.resolved() ? now.health() == Health.PENDING : awaitsAddress);
  }

  int weight() {
    return weight;
  }

  /** Its weight as it counts now, 0 to 256; any thread, which may see one that is a moment old. */
  public int effectiveWeight() {
    return (weight + WEIGHT_SCALE - 1) / WEIGHT_SCALE;
  }

  boolean slowStarting() {
    return slowStart.active();
  }

  /** Returns whether the health changed. */
  boolean toHealth(final Health health, final String reason, final long nowNanos) {
    final ServerState old = state;
    if (removed || old.health() == Health.UNCHECKED || !old.isLookedAt()) {
      return false;
    }
    if (old.health() == health) {
      if (old.unclear() || !old.reason().equals(reason)) {
        state = old.with(health, reason, old.sinceNanos());
      }
      return false;
    }
    if (health == Health.DOWN) {
      leaveService();
    } else {
      enterService(nowNanos);
    }
    state = old.with(health, reason, nowNanos);
    refresh(nowNanos);
    return true;
  }

  /** Returns whether what it is changed; the reason alone may change without. */
  boolean toResolved(final boolean resolved, final String reason, final long nowNanos) {
    final ServerState old = state;
    final boolean waited = awaitsAddress;
    awaitsAddress = false;
    if (removed || (resolved && old.resolved())) {
      return false;
    }
    if (!resolved && !old.resolved()) {
      state = old.with(old.health(), reason, old.sinceNanos());
      // Others may have waited for this answer.
      return waited;
    }
    if (!resolved) {
      leaveService();
    } else if (old.health() == Health.UNCHECKED && old.admin() != AdminState.MAINT) {
      enterService(nowNanos);
    }
    state =
        new ServerState(
            unlooked(old, resolved), old.admin(), reason, nowNanos, resolved, false, old.agent());
    refresh(nowNanos);
    return true;
  }

  /** What nobody looked at meanwhile is to be checked first. */
  private static Health unlooked(final ServerState old, final boolean back) {
    return back && old.health() != Health.UNCHECKED ? Health.PENDING : old.health();
  }

  /** Returns whether it was judged before. */
  boolean toUnclear(final String reason) {
    final ServerState old = state;
    if (removed || old.health() == Health.UNCHECKED || !old.isLookedAt()) {
      return false;
    }
    state =
        new ServerState(
            old.health(), old.admin(), reason, old.sinceNanos(), true, true, old.agent());
    return !old.unclear();
  }

  /** Takes the operator's wish. Returns whether that makes it another than it was. */
  boolean toAdmin(final AdminState wish, final long nowNanos) {
    operator = wish;
    return toStricter(nowNanos);
  }

  /** Takes what its agent said. Returns whether more than its description changed. */
  boolean toAgent(final AgentState next, final long nowNanos) {
    final ServerState old = state;
    if (removed) {
      return false;
    }
    if (old.agent().wantsTheSameAs(next)) {
      state = old.with(next, old.sinceNanos());
      return false;
    }
    final boolean turned = old.agent().isDown() != next.isDown();
    state = old.with(next, turned ? nowNanos : old.sinceNanos());
    if (turned && next.isDown()) {
      leaveService();
    } else if (turned && old.isLookedAt() && old.health().serves()) {
      enterService(nowNanos);
    }
    toStricter(nowNanos);
    refresh(nowNanos);
    return true;
  }

  private boolean toStricter(final long nowNanos) {
    final ServerState old = state;
    final AdminState admin = AdminState.stricter(operator, old.agent().admin());
    if (removed || old.admin() == admin) {
      return false;
    }
    final boolean leavesMaint = old.admin() == AdminState.MAINT;
    final boolean unknown = leavesMaint && old.health() != Health.UNCHECKED;
    if (admin == AdminState.MAINT) {
      leaveService();
    } else if (leavesMaint && !unknown && old.resolved()) {
      enterService(nowNanos);
    }
    state =
        new ServerState(
            unknown ? Health.PENDING : old.health(),
            admin,
            unknown && old.resolved() ? "" : old.reason(),
            nowNanos,
            old.resolved(),
            old.unclear() && !unknown,
            old.agent());
    refresh(nowNanos);
    return true;
  }

  /** Takes the line of a new configuration; health and what the operator set at run time stay. */
  void reconfigure(final ServerConfig changed, final long nowNanos) {
    final boolean disabledChanged = config.disabled() != changed.disabled();
    config = changed;
    final Health health = state.health();
    if (changed.check().isEmpty() && health != Health.UNCHECKED) {
      state = state.with(Health.UNCHECKED, state.resolved() ? "" : state.reason(), nowNanos);
    } else if (changed.check().isPresent() && health == Health.UNCHECKED) {
      state = state.with(Health.UP, state.resolved() ? "" : state.reason(), nowNanos);
    }
    if (changed.agent().isEmpty()) {
      toAgent(AgentState.NONE, nowNanos);
    }
    if (disabledChanged) {
      toAdmin(changed.disabled() ? AdminState.MAINT : AdminState.READY, nowNanos);
    }
    refresh(nowNanos);
  }

  /** A reload took it out: it keeps its sessions until they end. */
  void toRemoved() {
    removed = true;
    slowStart.end();
  }

  /** Works out weight and limit for this moment. */
  void refresh(final long nowNanos) {
    final ServerConfig line = config;
    final AgentState agent = state.agent();
    final double share = slowStart.share(line.slowstart(), nowNanos);
    weight = Math.min(MAX_WEIGHT, atShare(line.weight() * WEIGHT_SCALE, share * percent(agent)));
    limit = atShare(agent.maxconn().orElse(line.maxconn()), share);
  }

  private static double percent(final AgentState agent) {
    return agent.weightPercent().orElse(100) / 100.0;
  }

  private void leaveService() {
    comesBack = true;
    slowStart.end();
  }

  private void enterService(final long nowNanos) {
    if (comesBack && !state.agent().isDown()) {
      comesBack = false;
      slowStart.begin(nowNanos);
    }
  }

  /** Never less than 1 of something, so that a server that starts slowly does start. */
  private static int atShare(final int whole, final double share) {
    return whole == 0 ? 0 : Math.max(1, (int) (whole * share));
  }
}
