package io.sluice.engine.tcp;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.backends.Server;
import io.sluice.backends.Waiter;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.Phase;
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
 * A session's way to a connected server: pick, wait, connect, try again. Confined to the session's
 * worker, except that {@link #onGranted} and {@link #onRefused} are called by whoever freed the
 * slot.
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
 *          CONNECTED ──release──► RELEASED
 * </pre>
 *
 * <p>No byte of the client has been read meanwhile, so that every retry is safe.
 */
final class Dispatch extends Waiter implements Connection.Listener {
  /** Who wants a server. Called on the worker. */
  interface Owner {
    /** There is one, and it is connected. */
    void onServer(Connection server, long nowNanos);

    /** There will be none; the dispatch holds nothing any more. */
    void onNoServer(Cause cause, Phase phase);
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
  private final BackendRuntime backend;
  private final ProxyCounters backendCounters;
  private final long key;
  private final Owner owner;
  private final SessionList.Entry place;
  private final Deadline deadline = new Deadline();

  private State state = State.IDLE;
  private Server server;
  private ServerRuntime runtime;
  private ProxyCounters serverCounters;
  private Connection connection;
  private int retriesLeft;
  private int retries;
  private boolean redispatched;
  private boolean gaveUpWaiting;

  /** The server whose connect failed last, until the next one begins; null: none did. */
  private Server failed;

  private long assignedNanos;
  private long connectedNanos;

  /**
   * @param key what a keyed balancing algorithm goes by
   * @param place the session's place in the list of its server's sessions
   */
  Dispatch(
      final Worker worker,
      final BackendRuntime backend,
      final long key,
      final Owner owner,
      final SessionList.Entry place) {
    this.worker = worker;
    this.backend = backend;
    this.key = key;
    this.owner = owner;
    this.place = place;
    backendCounters = backend.counters().of(worker.index());
    retriesLeft = backend.config().retries();
  }

  void begin(final long nowNanos) {
    assign(null, nowNanos);
  }

  /** Gives back what it holds, wherever it stands, and closes the server's connection. */
  void release() {
    final State before = state;
    state = State.RELEASED;
    worker.cancel(deadline);
    if (before == State.QUEUED) {
      // Too late to leave the queue: the slot that is on its way is given back where it arrives.
      backend.backend().cancel(this);
    } else if (before == State.CONNECTING || before == State.CONNECTED) {
      leaveServer();
    }
  }

  /** Makes the close of the server's connection, which {@link #release} brings, an RST. */
  void reset() {
    if (connection != null) {
      connection.reset();
    }
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
    worker.execute(() -> guarded(() -> onSlot(granted)));
  }

  @Override
  protected void onRefused() {
    worker.execute(() -> guarded(this::onNone));
  }

  private void onSlot(final Server granted) {
    if (state == State.RELEASED) {
      backend.backend().release(granted);
      return;
    }
    worker.cancel(deadline);
    connect(granted, System.nanoTime());
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
    Sockets.configure(socket, backend.config().socket(), isUnix);
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

  private void leaveServer() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
    place.remove();
    serverCounters.open--;
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
      backendCounters.queueTimeouts++;
      gaveUpWaiting = true;
      fail(Cause.SERVER_TIMEOUT, Phase.QUEUE);
    }
    // Else a slot is on its way, and the session takes it.
  }

  /** How far it has come, for a session that ends before it is over. */
  Phase phase() {
    return state == State.QUEUED ? Phase.QUEUE : Phase.CONNECT;
  }

  // ---- for the log line

  /** Whether it stood in a queue when it was given up. */
  boolean waiting() {
    return gaveUpWaiting || state == State.QUEUED;
  }

  /** The server that was reached or tried last; null: none, or it has been given up since. */
  Server server() {
    return server;
  }

  /** What this worker counts of the server that was tried last; null: none. */
  ProxyCounters serverCounters() {
    return serverCounters;
  }

  int retries() {
    return retries;
  }

  boolean redispatched() {
    return redispatched;
  }

  /** When it first had a slot; 0: never. */
  long assignedNanos() {
    return assignedNanos;
  }

  /** When it was connected; 0: never. */
  long connectedNanos() {
    return connectedNanos;
  }

  private final class Deadline extends Timer {
    @Override
    protected void onExpired(final long nowNanos) {
      guarded(() -> onDeadline(nowNanos));
    }
  }
}
