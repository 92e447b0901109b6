package io.sluice.engine.dispatch;

import io.netty.channel.ChannelException;
import io.sluice.backends.Server;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.proxy.PooledConnection;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Defects;
import io.sluice.engine.transport.Timer;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;

/**
 * The way to a connected server: pick, wait, connect or take an idle connection, try again. One for
 * each client connection, used anew for each of its requests. Confined to its worker.
 *
 * <pre>
 *   begin ─► assign ──none──► failed
 *            │    ├──full──► QUEUED ──time out──► failed
 *            │    │             │ slot
 *            ▼    ▼             ▼
 *          CONNECTING ◄─────────┘
 *            │    └──refused, time out──► another server: assign
 *            │                         ├─► the same: RETRYING ──turn-around──► assign it
 *            ▼                         └─► no retry left: failed
 *          CONNECTED ──release, keep──► RELEASED ──begin──► ...
 * </pre>
 *
 * <p>Its parts: the {@link SlotRequest} stands in the queue, the {@link Hold} is what it has of a
 * server, the {@link Link} the connection, and the {@link Attempts} say what may be tried again.
 *
 * <p>What is connected to is not sent anything by it, so that every retry of its own is safe.
 */
public final class Dispatch implements Connection.Listener {
  /** Who wants a server. Called on the worker. */
  public interface Owner {
    /** There is one, and it is connected. */
    void onServer(Connection server, long nowNanos);

    /** There will be none; the dispatch holds nothing any more. */
    void onNoServer(Cause cause, Phase phase);
  }

  /** Which idle connections a request may be given. */
  public enum Reuse {
    /** None. */
    NONE,
    /** Those that have served several requests already. */
    PROVEN,
    /** All. */
    ANY
  }

  private enum State {
    IDLE,
    QUEUED,
    CONNECTING,
    RETRYING,
    CONNECTED,
    RELEASED
  }

  private final Worker worker;
  private final Owner owner;
  private final SlotRequest slot;
  private final Hold hold;
  private final Attempts attempts = new Attempts();
  private final Link link;
  private final Deadline deadline = new Deadline();

  private State state = State.IDLE;
  private BackendRuntime backend;
  private ProxyCounters backendCounters;
  private Reuse reuse = Reuse.NONE;
  private PooledConnection own;

  /** Whether the server that is wanted is asked for even where it is down. */
  private boolean evenDown;

  /** Whether no other server is tried in its place. */
  private boolean forced;

  /** The server that was asked for first; null: none. */
  private Server wanted;

  private boolean gaveUpWaiting;
  private long assignedNanos;
  private long connectedNanos;

  /**
   * @param place the session's place in the list of its server's sessions
   * @param speaksFirst whether the owner has something for the server as soon as it is connected
   */
  public Dispatch(
      final Worker worker,
      final Owner owner,
      final SessionList.Entry place,
      final boolean speaksFirst) {
    this.worker = worker;
    this.owner = owner;
    slot = new SlotRequest(worker, this);
    hold = new Hold(worker, place);
    link = new Link(worker, this, speaksFirst);
  }

  /**
   * Says how much the server that {@link #begin} is told matters, from then on.
   *
   * @param down whether it is asked for even where it is down (HAProxy {@code option persist})
   * @param alone whether no other is tried in its place (HAProxy {@code force-persist})
   */
  public void insist(final boolean down, final boolean alone) {
    evenDown = down;
    forced = alone;
  }

  /**
   * Looks for a server, by a connection of its own.
   *
   * @param by what a keyed balancing algorithm goes by
   */
  public void begin(final BackendRuntime to, final long by, final long nowNanos) {
    begin(to, by, null, Reuse.NONE, null, nowNanos);
  }

  /**
   * Looks for a server. It holds nothing: it is new, or was released.
   *
   * @param by what a keyed balancing algorithm goes by
   * @param first the server that is asked for first; null: none
   * @param allowed which idle connections may be taken
   * @param mine an idle connection that is the client's own, taken whatever is allowed; null: none
   */
  public void begin(
      final BackendRuntime to,
      final long by,
      final Server first,
      final Reuse allowed,
      final PooledConnection mine,
      final long nowNanos) {
    state = State.IDLE;
    backend = to;
    backendCounters = to.counters().of(worker.index());
    reuse = allowed;
    own = mine;
    slot.begin(to.backend(), by);
    hold.clear();
    attempts.begin(to, backendCounters);
    gaveUpWaiting = false;
    assignedNanos = 0;
    connectedNanos = 0;
    wanted = first;
    if (wanted == null) {
      assign(null, nowNanos);
    } else {
      assignWanted(nowNanos);
    }
  }

  /** Gives back what it holds, wherever it stands, and closes the server's connection. */
  public void release() {
    final State before = state;
    state = State.RELEASED;
    worker.cancel(deadline);
    if (before == State.QUEUED) {
      slot.abandon();
    } else if (before == State.CONNECTING || before == State.CONNECTED) {
      leaveServer();
    }
  }

  /**
   * Gives the slot back, and keeps the server's connection for a later request: it has answered,
   * and nothing is under way on it.
   *
   * @param isPrivate whether only this client may use it again
   * @return the connection, idle; null: it was closed
   */
  public PooledConnection keep(final boolean isPrivate, final long nowNanos) {
    final PooledConnection kept = link.keep(hold.server(), isPrivate, nowNanos);
    state = State.RELEASED;
    leaveServer();
    return kept;
  }

  /**
   * Connects anew to the same server, whose slot is held: the idle connection that was taken had
   * died meanwhile. The owner is told as ever.
   */
  public void reconnect(final long nowNanos) {
    link.close();
    reuse = Reuse.NONE;
    own = null;
    attempts.addReconnect(hold.counters());
    connect(nowNanos);
  }

  /**
   * Looks for a server once more, after the one that was connected has failed the request.
   *
   * @return false: there is no retry left, and nothing has changed
   */
  public boolean retry(final long nowNanos) {
    if (!attempts.isLeft()) {
      return false;
    }
    attempts.take(hold.server());
    leaveServer();
    assignAfterFailure(nowNanos);
    return true;
  }

  /** Whether {@link #retry} would find a retry left. */
  public boolean hasRetry() {
    return attempts.isLeft();
  }

  /** No connect is tried again (HAProxy {@code retry-on} without {@code conn-failure}). */
  public void renounceRetries() {
    attempts.renounce();
  }

  /** Makes the close of the server's connection, which {@link #release} brings, an RST. */
  public void reset() {
    link.reset();
  }

  /**
   * Gives back what it holds when the server has answered the whole request to its end, and closes
   * the connection.
   */
  public void releaseAnswered() {
    if (state == State.CONNECTED) {
      link.closeAnswered();
    }
    release();
  }

  // ---- a slot

  private void assign(final Server avoid, final long nowNanos) {
    hold.forgetServer();
    switch (slot.ask(avoid)) {
      case GRANTED -> connect(slot.granted(), nowNanos);
      case QUEUED -> waitForSlot(nowNanos);
      case NO_SERVER -> onNone();
    }
  }

  private void assignWanted(final long nowNanos) {
    switch (slot.askWanted(wanted, evenDown)) {
      case GRANTED -> connect(slot.granted(), nowNanos);
      case QUEUED -> waitForSlot(nowNanos);
      case NO_SERVER -> assign(null, nowNanos);
    }
  }

  private void assignSame(final Server same, final long nowNanos) {
    final boolean persists = evenDown && same == wanted;
    switch (persists ? slot.askWanted(same, true) : slot.askSame(same)) {
      case GRANTED -> connect(slot.granted(), nowNanos);
      case QUEUED -> waitForSlot(nowNanos);
      case NO_SERVER -> onSameGone(same, nowNanos);
    }
  }

  private boolean isForced() {
    return forced && wanted != null;
  }

  private void assignAfterFailure(final long nowNanos) {
    if (attempts.mayRedispatch() && !isForced()) {
      assign(attempts.failed(), nowNanos);
    } else {
      assignSame(attempts.failed(), nowNanos);
    }
  }

  private void onSameGone(final Server same, final long nowNanos) {
    if (backend.config().redispatch() && !isForced()) {
      assign(same, nowNanos);
    } else {
      fail(Cause.SERVER_ABORT, Phase.CONNECT);
    }
  }

  private void waitForSlot(final long nowNanos) {
    state = State.QUEUED;
    if (backend.queueNanos() > 0) {
      worker.schedule(deadline, nowNanos + backend.queueNanos());
    }
  }

  /** A slot that was waited for. */
  void onSlot(final Server granted, final long nowNanos) {
    worker.cancel(deadline);
    connect(granted, nowNanos);
  }

  /** There is no server to wait for. */
  void onNone() {
    if (state != State.RELEASED) {
      backendCounters.noServer++;
      fail(Cause.SERVER_ABORT, Phase.CONNECT);
    }
  }

  private void fail(final Cause cause, final Phase phase) {
    state = State.RELEASED;
    worker.cancel(deadline);
    owner.onNoServer(cause, phase);
  }

  // ---- a connection

  private void connect(final Server granted, final long nowNanos) {
    state = State.CONNECTING;
    attempts.beforeServer(granted, hold.counters());
    hold.enter(granted);
    if (assignedNanos == 0) {
      assignedNanos = nowNanos;
    }
    if (link.takeIdle(hold.runtime(), granted, own, reuse)) {
      // As if it had just been connected, but that it tells nothing of the server's health.
      state = State.CONNECTED;
      connectedNanos = nowNanos;
      owner.onServer(link.connection(), nowNanos);
      return;
    }
    connect(nowNanos);
  }

  private void connect(final long nowNanos) {
    state = State.CONNECTING;
    try {
      if (link.connect(backend, hold.runtime().address(), nowNanos)) {
        onConnected(link.connection(), null, nowNanos);
      } else if (backend.connectNanos() > 0) {
        worker.schedule(deadline, nowNanos + backend.connectNanos());
      }
    } catch (final IOException e) {
      onConnectFailed(ConnectFailure.causeOf(e), nowNanos);
    } catch (final ChannelException | UncheckedIOException noSocket) {
      onConnectFailed(Cause.RESOURCE, nowNanos);
    }
  }

  @Override
  public void onConnected(final Connection which, final IOException error, final long nowNanos) {
    worker.cancel(deadline);
    if (error != null) {
      onConnectFailed(ConnectFailure.causeOf(error), nowNanos);
      return;
    }
    state = State.CONNECTED;
    connectedNanos = nowNanos;
    hold.runtime().observation().onConnected();
    owner.onServer(link.connection(), nowNanos);
  }

  private void onConnectFailed(final Cause cause, final long nowNanos) {
    backendCounters.connectErrors++;
    hold.counters().connectErrors++;
    if (cause != Cause.RESOURCE) {
      hold.runtime().onConnectFailed(nowNanos);
      hold.runtime().observation().onConnectFailed(hold.server());
    }
    leaveServer();
    if (!attempts.isLeft()) {
      fail(cause, Phase.CONNECT);
      return;
    }
    attempts.take(hold.server());
    if (attempts.mayRedispatch() && !isForced() && !attempts.isOnlyServer()) {
      assign(attempts.failed(), nowNanos);
    } else {
      state = State.RETRYING;
      worker.schedule(deadline, nowNanos + attempts.turnAroundNanos());
    }
  }

  private void leaveServer() {
    link.close();
    hold.leave(backend.backend());
  }

  @Override
  public void onReady(final Connection which, final long nowNanos) {
    // Nothing is expected of a connection before its connect is over; from then on another listens.
  }

  /** A task of the loop that throws would leave the session where it stands. */
  void guarded(final Runnable task) {
    try {
      task.run();
    } catch (final Throwable defect) {
      Defects.note(defect);
      onDefect(link.connection());
    }
  }

  @Override
  public void onDefect(final Connection which) {
    release();
    owner.onNoServer(Cause.INTERNAL, Phase.CONNECT);
  }

  private void onDeadline(final long nowNanos) {
    switch (state) {
      case QUEUED -> onQueueTimeout();
      case CONNECTING -> onConnectFailed(Cause.SERVER_TIMEOUT, nowNanos);
      case RETRYING -> assignAfterFailure(nowNanos);
      case IDLE, CONNECTED, RELEASED -> {}
    }
  }

  private void onQueueTimeout() {
    if (slot.withdraw()) {
      backendCounters.queueTimeouts++;
      gaveUpWaiting = true;
      fail(Cause.SERVER_TIMEOUT, Phase.QUEUE);
    }
    // Else a slot is on its way, and the session takes it.
  }

  /** Whether the connection served another request before. */
  public boolean reused() {
    return link.reused();
  }

  /** How far it has come, for a session that ends before it is over. */
  public Phase phase() {
    return state == State.QUEUED ? Phase.QUEUE : Phase.CONNECT;
  }

  // ---- for the log line

  /** Whether it stood in a queue when it was given up. */
  public boolean waiting() {
    return gaveUpWaiting || state == State.QUEUED;
  }

  /** How many stood before it when it joined a queue; 0: it did not wait. */
  public int queuedBefore() {
    return slot.queuedBefore();
  }

  /** Whether that was the queue of one server, not the backend's. */
  public boolean queuedOnServer() {
    return slot.queuedOnServer();
  }

  /** The server that was reached or tried last; null: none, or it has been given up since. */
  public Server server() {
    return hold.server();
  }

  /** What this worker counts of the server that was tried last; null: none. */
  public ProxyCounters serverCounters() {
    return hold.counters();
  }

  /** Where the connection leads, or led. */
  public SocketAddress connectedTo() {
    return link.address();
  }

  public int retries() {
    return attempts.made();
  }

  public boolean redispatched() {
    return attempts.redispatched();
  }

  /** When it first had a slot; 0: never. */
  public long assignedNanos() {
    return assignedNanos;
  }

  /** When it was connected; 0: never. */
  public long connectedNanos() {
    return connectedNanos;
  }

  private final class Deadline extends Timer {
    @Override
    protected void onExpired(final long nowNanos) {
      guarded(() -> onDeadline(nowNanos));
    }
  }
}
