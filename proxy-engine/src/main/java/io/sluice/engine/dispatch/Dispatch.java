package io.sluice.engine.dispatch;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.backends.Backend;
import io.sluice.backends.Server;
import io.sluice.backends.Waiter;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.proxy.PooledConnection;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Defects;
import io.sluice.engine.transport.Sockets;
import io.sluice.engine.transport.Timer;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The way to a connected server: pick, wait, connect or take an idle connection, try again. One for
 * each client connection, used anew for each of its requests. Confined to its worker, except that
 * {@link #onGranted} and {@link #onRefused} are called by whoever freed the slot.
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
 * <p>A slot that comes too late, when its asker has left the queue, is given back where it arrives:
 * each asking has a number, and a grant carries the number of the asking that it answers.
 *
 * <p>What is connected to is not sent anything by it, so that every retry of its own is safe.
 */
public final class Dispatch extends Waiter implements Connection.Listener {
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

  /** Between two connects to the same server, at most. */
  private static final long TURN_AROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The same where a group finds another server within moments, which is waited for then. */
  private static final long GROUP_TURN_AROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Worker worker;
  private final Owner owner;
  private final SessionList.Entry place;
  private final boolean speaksFirst;
  private final Deadline deadline = new Deadline();

  private State state = State.IDLE;
  private BackendRuntime backend;
  private ProxyCounters backendCounters;
  private long key;
  private Reuse reuse = Reuse.NONE;
  private PooledConnection own;

  /** The number of the asking that is under way. Grants read it under the lock of the backend. */
  private long asking;

  private Server server;
  private ServerRuntime runtime;
  private ProxyCounters serverCounters;
  private Connection connection;

  /** Null: the connection was never idle. */
  private PooledConnection pooled;

  private SocketAddress connectedTo;
  private boolean reused;
  private int retriesLeft;
  private int retries;
  private boolean redispatched;
  private boolean gaveUpWaiting;

  /** The server whose connect failed last, until the next one begins; null: none did. */
  private Server failed;

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
    this.place = place;
    this.speaksFirst = speaksFirst;
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
   * @param wanted the server that is asked for first; null: none
   * @param allowed which idle connections may be taken
   * @param mine an idle connection that is the client's own, taken whatever is allowed; null: none
   */
  public void begin(
      final BackendRuntime to,
      final long by,
      final Server wanted,
      final Reuse allowed,
      final PooledConnection mine,
      final long nowNanos) {
    state = State.IDLE;
    server = null;
    backend = to;
    backendCounters = to.counters().of(worker.index());
    key = by;
    reuse = allowed;
    own = mine;
    retriesLeft = to.config().retries();
    retries = 0;
    redispatched = false;
    gaveUpWaiting = false;
    failed = null;
    runtime = null;
    serverCounters = null;
    assignedNanos = 0;
    connectedNanos = 0;
    if (wanted == null) {
      assign(null, nowNanos);
    } else {
      assignWanted(wanted, nowNanos);
    }
  }

  /** Gives back what it holds, wherever it stands, and closes the server's connection. */
  public void release() {
    final State before = state;
    state = State.RELEASED;
    worker.cancel(deadline);
    if (before == State.QUEUED) {
      backend.backend().cancel(this);
      asking++;
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
    if (pooled == null) {
      pooled = new PooledConnection(worker, connection, server, connectedTo);
    }
    final PooledConnection kept = pooled.keep(isPrivate, nowNanos) ? pooled : null;
    state = State.RELEASED;
    connection = null;
    pooled = null;
    leaveServer();
    return kept;
  }

  /**
   * Connects anew to the same server, whose slot is held: the idle connection that was taken had
   * died meanwhile. The owner is told as ever.
   */
  public void reconnect(final long nowNanos) {
    closeConnection();
    reuse = Reuse.NONE;
    own = null;
    retries++;
    backendCounters.retries++;
    serverCounters.retries++;
    connect(nowNanos);
  }

  /**
   * Looks for a server once more, after the one that was connected has failed the request.
   *
   * @return false: there is no retry left, and nothing has changed
   */
  public boolean retry(final long nowNanos) {
    if (retriesLeft == 0) {
      return false;
    }
    retriesLeft--;
    retries++;
    failed = server;
    leaveServer();
    if (mayRedispatch()) {
      assign(failed, nowNanos);
    } else {
      assignSame(failed, nowNanos);
    }
    return true;
  }

  /** Whether {@link #retry} would find a retry left. */
  public boolean hasRetry() {
    return retriesLeft > 0;
  }

  /** No connect is tried again (HAProxy {@code retry-on} without {@code conn-failure}). */
  public void renounceRetries() {
    retriesLeft = 0;
  }

  /** Makes the close of the server's connection, which {@link #release} brings, an RST. */
  public void reset() {
    if (connection != null) {
      connection.reset();
    }
  }

  /**
   * Gives back what it holds when the server has answered the whole request to its end, and closes
   * the connection.
   */
  public void releaseAnswered() {
    if (state == State.CONNECTED && connection != null) {
      connection.closeAnswered();
    }
    release();
  }

  // ---- a slot

  private void assign(final Server avoid, final long nowNanos) {
    server = null;
    switch (backend.backend().assign(this, key, avoid)) {
      case GRANTED -> connect(granted(), nowNanos);
      case QUEUED -> waitForSlot(nowNanos);
      case NO_SERVER -> onNone();
    }
  }

  private void assignWanted(final Server wanted, final long nowNanos) {
    switch (backend.backend().assignPersistent(this, wanted, false)) {
      case GRANTED -> connect(granted(), nowNanos);
      case QUEUED -> waitForSlot(nowNanos);
      case NO_SERVER -> assign(null, nowNanos);
    }
  }

  private void assignSame(final Server same, final long nowNanos) {
    switch (backend.backend().assignTo(this, same)) {
      case GRANTED -> connect(granted(), nowNanos);
      case QUEUED -> waitForSlot(nowNanos);
      case NO_SERVER -> onSameGone(same, nowNanos);
    }
  }

  private void onSameGone(final Server same, final long nowNanos) {
    if (backend.config().redispatch()) {
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

  @Override
  protected void onGranted(final Server granted) {
    final long answered = asking;
    final Backend from = backend.backend();
    worker.execute(() -> guarded(() -> onSlot(granted, from, answered)));
  }

  @Override
  protected void onRefused() {
    final long answered = asking;
    worker.execute(() -> guarded(() -> onRefusal(answered)));
  }

  private void onSlot(final Server granted, final Backend from, final long answered) {
    if (answered != asking) {
      from.release(granted);
      return;
    }
    asking++;
    worker.cancel(deadline);
    connect(granted, System.nanoTime());
  }

  private void onRefusal(final long answered) {
    if (answered == asking) {
      asking++;
      onNone();
    }
  }

  private void onNone() {
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
    enterServer(granted);
    if (assignedNanos == 0) {
      assignedNanos = nowNanos;
    }
    if (takeIdle()) {
      // As if it had just been connected, but that it tells nothing of the server's health.
      state = State.CONNECTED;
      connectedNanos = nowNanos;
      owner.onServer(connection, nowNanos);
      return;
    }
    connect(nowNanos);
  }

  private boolean takeIdle() {
    pooled = null;
    if (own != null && own.isIdle() && own.server() == server) {
      pooled = own.take() ? own : null;
    }
    if (pooled == null && reuse != Reuse.NONE) {
      pooled = runtime.pool(worker.index()).take(reuse == Reuse.PROVEN);
    }
    reused = pooled != null;
    if (reused) {
      connection = pooled.connection();
      connection.setListener(this);
      connectedTo = pooled.address();
    }
    return reused;
  }

  private void connect(final long nowNanos) {
    state = State.CONNECTING;
    reused = false;
    try {
      if (open(runtime.address())) {
        onConnected(connection, null, nowNanos);
      } else if (backend.connectNanos() > 0) {
        worker.schedule(deadline, nowNanos + backend.connectNanos());
      }
    } catch (final IOException e) {
      onConnectFailed(ConnectFailure.causeOf(e), nowNanos);
    } catch (final ChannelException | UncheckedIOException noSocket) {
      onConnectFailed(Cause.RESOURCE, nowNanos);
    }
  }

  private boolean open(final SocketAddress address) throws IOException {
    final Socket socket = Sockets.open(address);
    final boolean isUnix = address instanceof DomainSocketAddress;
    connection = new Connection(socket, isUnix, this);
    connectedTo = address;
    Sockets.configure(socket, backend.config().socket(), isUnix);
    if (speaksFirst && !isUnix) {
      Sockets.speakFirst(socket);
    }
    if (backend.source() != null && !isUnix) {
      Sockets.bindSource(socket, backend.source());
    }
    return connection.connect(worker, address);
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
    runtime.observation().onConnected();
    owner.onServer(connection, nowNanos);
  }

  private void onConnectFailed(final Cause cause, final long nowNanos) {
    backendCounters.connectErrors++;
    serverCounters.connectErrors++;
    if (cause != Cause.RESOURCE) {
      runtime.onConnectFailed(nowNanos);
      runtime.observation().onConnectFailed(server);
    }
    failed = server;
    leaveServer();
    if (retriesLeft == 0) {
      fail(cause, Phase.CONNECT);
      return;
    }
    retriesLeft--;
    retries++;
    // Where this one is all there is, a retry elsewhere would come to it again, too soon.
    final boolean isAll = failed.state().takesSessions() && !backend.backend().hasOther(failed);
    if (mayRedispatch() && !isAll) {
      assign(failed, nowNanos);
    } else {
      state = State.RETRYING;
      worker.schedule(deadline, nowNanos + turnAroundNanos());
    }
  }

  private void onTurnAround(final long nowNanos) {
    if (mayRedispatch()) {
      assign(failed, nowNanos);
    } else {
      assignSame(failed, nowNanos);
    }
  }

  /**
   * Whether the next connect may go to another server: at once where the algorithm does not care
   * which, else with the last retry or when the server takes no sessions any more (HAProxy {@code
   * option redispatch}).
   */
  private boolean mayRedispatch() {
    return backend.config().redispatch()
        && (retriesLeft == 0
            || backend.backend().hasAlternative(failed)
            || !failed.state().takesSessions());
  }

  private long turnAroundNanos() {
    final long connectNanos = backend.connectNanos();
    final long longest =
        backend.config().writer().isPresent() ? GROUP_TURN_AROUND_NANOS : TURN_AROUND_NANOS;
    return connectNanos > 0 ? Math.min(connectNanos, longest) : longest;
  }

  private void enterServer(final Server granted) {
    if (failed != null) {
      countRetry(granted);
      failed = null;
    }
    server = granted;
    runtime = BackendRuntime.of(granted);
    serverCounters = runtime.counters(worker.index());
    serverCounters.sessions++;
    serverCounters.open++;
    runtime.demand(worker.index()).enter();
    runtime.sessions(worker.index()).add(place);
  }

  /** Only now it is known whether it is the same server again. */
  private void countRetry(final Server next) {
    if (next == failed) {
      backendCounters.retries++;
      serverCounters.retries++;
    } else {
      redispatched = true;
      backendCounters.redispatches++;
      serverCounters.redispatches++;
    }
  }

  private void closeConnection() {
    if (connection != null) {
      connection.close();
      connection = null;
      pooled = null;
    }
  }

  private void leaveServer() {
    closeConnection();
    place.remove();
    serverCounters.open--;
    runtime.demand(worker.index()).leave();
    backend.backend().release(server);
  }

  @Override
  public void onReady(final Connection which, final long nowNanos) {
    // Nothing is expected of a connection before its connect is over; from then on another listens.
  }

  /** A task of the loop that throws would leave the session where it stands. */
  private void guarded(final Runnable task) {
    try {
      task.run();
    } catch (final Throwable defect) {
      Defects.note(defect);
      onDefect(connection);
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
      case RETRYING -> onTurnAround(nowNanos);
      case IDLE, CONNECTED, RELEASED -> {}
    }
  }

  private void onQueueTimeout() {
    if (backend.backend().cancel(this)) {
      asking++;
      backendCounters.queueTimeouts++;
      gaveUpWaiting = true;
      fail(Cause.SERVER_TIMEOUT, Phase.QUEUE);
    }
    // Else a slot is on its way, and the session takes it.
  }

  /** Whether the connection served another request before. */
  public boolean reused() {
    return reused;
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

  /** The server that was reached or tried last; null: none, or it has been given up since. */
  public Server server() {
    return server;
  }

  /** What this worker counts of the server that was tried last; null: none. */
  public ProxyCounters serverCounters() {
    return serverCounters;
  }

  /** Where the connection leads, or led. */
  public SocketAddress connectedTo() {
    return connectedTo;
  }

  public int retries() {
    return retries;
  }

  public boolean redispatched() {
    return redispatched;
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
