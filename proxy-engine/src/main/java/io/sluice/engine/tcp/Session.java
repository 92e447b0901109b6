package io.sluice.engine.tcp;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.engine.dispatch.ClientKey;
import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.log.SessionRecord;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.stats.ProxyCounters;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Defects;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A client connection and what becomes of it: the one place where a session begins, and the one
 * where it ends. Confined to its worker.
 *
 * <pre>
 *   start ─► DISPATCHING ──a server is connected──► RELAYING ──► ENDED: one log line, everything given back
 *                 └──────none, or the client is gone───────────────┘
 * </pre>
 *
 * <p>What it allocates: itself, a {@link Dispatch}, a {@link Relay} with two {@link Direction}s,
 * two connections with their sockets and registrations, two list entries, a timer; and then nothing
 * until its log line.
 */
public final class Session implements Connection.Listener, Dispatch.Owner, Relay.Owner {
  private enum State {
    DISPATCHING,
    RELAYING,
    ENDED
  }

  private final Worker worker;
  private final FrontendRuntime frontend;

  /** null: the frontend leads nowhere. */
  private final BackendRuntime backend;

  private final SocketAddress clientAddress;
  private final Connection client;
  private final ProxyCounters frontendCounters;

  /** null: there is no backend. */
  private final ProxyCounters backendCounters;

  private final Place frontendPlace = new Place();
  private final Dispatch dispatch;
  private final long acceptedMillis = System.currentTimeMillis();
  private final long acceptedNanos = System.nanoTime();
  private State state = State.DISPATCHING;
  private Relay relay;

  /**
   * A session of a client that was just accepted and holds a place in the frontend's limit; the
   * session gives that back.
   *
   * @param socket the client's, non-blocking
   */
  public Session(
      final Worker worker,
      final FrontendRuntime frontend,
      final Socket socket,
      final SocketAddress clientAddress) {
    this.worker = worker;
    this.frontend = frontend;
    this.clientAddress = clientAddress;
    backend = frontend.backend();
    client = new Connection(socket, clientAddress instanceof DomainSocketAddress, this);
    frontendCounters = frontend.state().counters(worker.index());
    backendCounters = backend == null ? null : backend.counters().of(worker.index());
    dispatch = new Dispatch(worker, this, new Place(), false);
  }

  /** Begins: looks for a server. */
  public void start() {
    try {
      begin();
    } catch (final RuntimeException | Error defect) {
      Defects.note(defect);
      end(Cause.INTERNAL, dispatch.phase());
    }
  }

  private void begin() {
    count(frontendCounters);
    frontend.state().sessions(worker.index()).add(frontendPlace);
    client.register(worker);
    if (backend == null) {
      end(Cause.SERVER_ABORT, Phase.CONNECT);
      return;
    }
    count(backendCounters);
    dispatch.begin(backend, ClientKey.of(clientAddress), acceptedNanos);
  }

  private static void count(final ProxyCounters counters) {
    counters.sessions++;
    counters.open++;
  }

  @Override
  public void onReady(final Connection connection, final long nowNanos) {
    // Before there is a server, only that the client gave up is of interest; its bytes wait in the
    // kernel.
    if (client.errorSeen()) {
      end(Cause.CLIENT_ABORT, dispatch.phase());
    }
  }

  @Override
  public void onConnected(
      final Connection connection, final IOException error, final long nowNanos) {
    throw new IllegalStateException("a client was accepted, not connected");
  }

  @Override
  public void onDefect(final Connection connection) {
    end(Cause.INTERNAL, dispatch.phase());
  }

  @Override
  public void onServer(final Connection server, final long nowNanos) {
    state = State.RELAYING;
    final ProxyCounters[] counted = {frontendCounters, backendCounters, dispatch.serverCounters()};
    relay =
        new Relay(
            worker,
            frontend.clientTimeout(),
            backend.serverTimeout(),
            client,
            server,
            counted,
            this);
    relay.start(nowNanos);
  }

  @Override
  public void onNoServer(final Cause cause, final Phase phase) {
    end(cause, phase);
  }

  @Override
  public void onServerGone() {
    dispatch.release();
  }

  @Override
  public void onRelayOver(final Cause cause) {
    end(cause, cause == Cause.NONE ? Phase.NONE : Phase.DATA);
  }

  /** Ends it from outside, on its worker: both sides are reset. */
  private void shutdown(final Cause cause) {
    client.reset();
    dispatch.reset();
    end(cause, state == State.RELAYING ? Phase.DATA : dispatch.phase());
  }

  /**
   * The client may say more in this very moment; then it is told by an RST that nobody heard it.
   */
  private boolean endIfQuiet(final long quietNanos, final long nowNanos) {
    final boolean ends =
        state == State.ENDED || (relay != null && relay.isQuiet(quietNanos, nowNanos));
    if (ends) {
      end(Cause.KILLED, Phase.DATA);
    }
    return ends;
  }

  private void end(final Cause cause, final Phase phase) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    if (backend != null) {
      countEnd(cause);
    }
    client.close();
    if (relay != null) {
      relay.close();
    }
    // The line is printed while the session still holds its places, since it counts itself.
    log(cause, phase);
    dispatch.release();
    frontendPlace.remove();
    frontendCounters.open--;
    if (backend != null) {
      backendCounters.open--;
    }
    frontend.state().leave();
  }

  private void countEnd(final Cause cause) {
    switch (cause) {
      case CLIENT_ABORT, CLIENT_TIMEOUT -> {
        frontendCounters.clientAborts++;
        backendCounters.clientAborts++;
        if (dispatch.serverCounters() != null) {
          dispatch.serverCounters().clientAborts++;
        }
      }
      case SERVER_ABORT, SERVER_TIMEOUT -> {
        backendCounters.serverAborts++;
        if (dispatch.serverCounters() != null) {
          dispatch.serverCounters().serverAborts++;
        }
      }
      case SERVER_DOWN, SERVER_UP, KILLED -> {
        frontendCounters.killed++;
        backendCounters.killed++;
        if (dispatch.serverCounters() != null) {
          dispatch.serverCounters().killed++;
        }
      }
      case NONE, RESOURCE, INTERNAL, PROXY, LOCAL -> {}
    }
  }

  private void log(final Cause cause, final Phase phase) {
    if (!frontend.log().isOn()) {
      return;
    }
    final SessionRecord line = worker.sessionRecord();
    final long nowNanos = System.nanoTime();
    line.client = ClientKey.print(clientAddress);
    line.acceptedMillis = acceptedMillis;
    line.frontend = frontend.name();
    line.server = dispatch.server() == null ? null : dispatch.server().name();
    // One who never left the queue waited to its end.
    line.queueMillis =
        millis(acceptedNanos, dispatch.waiting() ? nowNanos : dispatch.assignedNanos());
    line.connectMillis = millis(dispatch.assignedNanos(), dispatch.connectedNanos());
    line.totalMillis = millis(acceptedNanos, nowNanos);
    line.bytesOut = relay == null ? 0 : relay.bytesOut();
    line.bytesIn = relay == null ? 0 : relay.bytesIn();
    line.cause = cause.letter();
    line.phase = phase.letter();
    line.processConnections = frontend.state().process().taken();
    line.frontendConnections = frontend.state().limit().taken();
    line.serverConnections = dispatch.server() == null ? 0 : dispatch.server().served();
    line.backend = backend == null ? null : backend.name();
    line.backendConnections = backend == null ? 0 : backend.counters().open();
    line.retries = dispatch.retries();
    line.redispatched = dispatch.redispatched();
    line.serverQueue = dispatch.queuedOnServer() ? dispatch.queuedBefore() : 0;
    line.backendQueue = dispatch.queuedOnServer() ? 0 : dispatch.queuedBefore();
    frontend.log().print(worker.sessionLog(), line);
  }

  /** From one point to a later one, milliseconds; -1: one of them was not reached. */
  private static long millis(final long fromNanos, final long toNanos) {
    return fromNanos == 0 || toNanos == 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
  }

  /** Its place in a list of sessions that can be ended together. */
  private final class Place extends SessionList.Entry {
    @Override
    protected void shutdown(final Cause cause) {
      Session.this.shutdown(cause);
    }

    @Override
    protected boolean endIfQuiet(final long quietNanos, final long nowNanos) {
      return Session.this.endIfQuiet(quietNanos, nowNanos);
    }
  }
}
