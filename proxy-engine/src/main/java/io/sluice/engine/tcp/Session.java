package io.sluice.engine.tcp;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.sluice.engine.dispatch.ClientKey;
import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.ClientEnds;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.proxy.SideTimeout;
import io.sluice.engine.rules.Verdict;
import io.sluice.engine.transport.Connection;
import io.sluice.engine.transport.Defects;
import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * A client connection and what becomes of it: the one place where a session begins, and the one
 * where it ends. Confined to its worker.
 *
 * <pre>
 *           ┌─────────────no rules──────────────┐
 *   start ──┴► INSPECTING ──rules let it pass───┴► DISPATCHING ──a server is connected──► RELAYING ──► ENDED
 *                  └──a rule rejects, the client is gone──┴──none, or the client is gone─────┘
 *   ENDED: one log line, everything given back
 * </pre>
 *
 * <p>A client that {@code tcp-request connection} or {@code session} rejects has no line, as in
 * HAProxy.
 *
 * <p>What it allocates: itself, a {@link Dispatch}, a {@link Relay} with two {@link Direction}s,
 * two connections with their sockets and registrations, two list entries, its totals, a timer; and
 * then nothing until its log line. Where there are rules, also what they look at: {@link
 * SessionRules}, {@link TcpTransaction}, and an {@link Inspection}.
 */
public final class Session
    implements Connection.Listener, Dispatch.Owner, Relay.Owner, Inspection.Owner {
  private enum State {
    INSPECTING,
    DISPATCHING,
    RELAYING,
    ENDED
  }

  private final Worker worker;
  private final FrontendRuntime frontend;
  private final SocketAddress clientAddress;
  private final Connection client;
  private final SessionTotals totals;
  private final TcpLog line;
  private final Place frontendPlace = new Place();
  private final Dispatch dispatch;
  private final long acceptedNanos = System.nanoTime();
  private State state = State.DISPATCHING;

  /** Null: none is chosen yet. */
  private BackendRuntime backend;

  /** Null: there are no rules. */
  private SessionRules rules;

  /** Null: nothing looks at the first bytes. */
  private Inspection inspection;

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
    client = new Connection(socket, clientAddress instanceof DomainSocketAddress, this);
    totals = new SessionTotals(worker, frontend);
    line = new TcpLog(worker, frontend, clientAddress, client, acceptedNanos);
    dispatch = new Dispatch(worker, this, new Place(), false);
  }

  /** Begins: asks the rules, or looks for a server. */
  public void start() {
    try {
      begin();
    } catch (final RuntimeException | Error defect) {
      Defects.note(defect);
      end(Cause.INTERNAL, phase());
    }
  }

  private void begin() {
    totals.begin();
    frontend.state().sessions(worker.index()).add(frontendPlace);
    client.register(worker);
    if (SessionRules.areThere(frontend)) {
      inspect();
    } else if (enter(frontend.backend())) {
      dispatch.begin(backend, ClientKey.of(clientAddress), acceptedNanos);
    }
  }

  private void inspect() {
    state = State.INSPECTING;
    final ClientEnds ends = new ClientEnds(clientAddress, client);
    final TcpTransaction txn = new TcpTransaction(TcpWorker.of(worker).scratch(), ends, frontend);
    line.transaction = txn;
    rules = new SessionRules(frontend, txn, ClientKey.of(clientAddress));
    if (!rules.admitConnection(acceptedNanos)) {
      client.reset();
      turnAway();
    } else if (!rules.admitSession()) {
      turnAway();
    } else {
      final long clientNanos = SideTimeout.nanos(frontend.config().timeouts().client());
      inspection = new Inspection(worker, client, rules, clientNanos, this);
      inspection.begin(acceptedNanos);
    }
  }

  /** One that never was a session. */
  private void turnAway() {
    totals.countDenied();
    line.mute();
    end(Cause.PROXY, Phase.REQUEST);
  }

  /** Goes to a backend; where there is none, it is over, and false is returned. */
  private boolean enter(final BackendRuntime chosen) {
    if (chosen == null) {
      end(Cause.SERVER_ABORT, Phase.CONNECT);
      return false;
    }
    backend = chosen;
    totals.enter(chosen);
    return true;
  }

  // ---- events

  @Override
  public void onReady(final Connection connection, final long nowNanos) {
    if (state == State.INSPECTING) {
      inspection.onClientReady(nowNanos);
    } else if (client.errorSeen()) {
      // Until there is a server, only that the client gave up is of interest; its bytes wait in the
      // kernel.
      end(Cause.CLIENT_ABORT, phase());
    }
  }

  @Override
  public void onConnected(
      final Connection connection, final IOException error, final long nowNanos) {
    throw new IllegalStateException("a client was accepted, not connected");
  }

  @Override
  public void onDefect(final Connection connection) {
    end(Cause.INTERNAL, phase());
  }

  @Override
  public void onInspectionDefect() {
    end(Cause.INTERNAL, phase());
  }

  @Override
  public void onPassed(final long nowNanos) {
    state = State.DISPATCHING;
    if (enter(rules.backend())) {
      totals.countIn(inspection.size());
      rules.insist(dispatch);
      dispatch.begin(backend, rules.key(), rules.wanted(), Dispatch.Reuse.NONE, null, nowNanos);
    }
  }

  @Override
  public void onRefused(final Cause cause) {
    if (rules.backend() != null) {
      enter(rules.backend());
    }
    totals.countIn(inspection.size());
    if (cause == Cause.PROXY) {
      totals.countDenied();
    }
    end(cause, Phase.REQUEST);
  }

  @Override
  public void onServer(final Connection server, final long nowNanos) {
    state = State.RELAYING;
    line.onServer(server, dispatch);
    relay =
        new Relay(
            worker,
            rules == null ? frontend.clientTimeout() : frontend.tunnelTimeout(backend),
            backend.serverTimeout(),
            client,
            server,
            totals.with(dispatch.serverCounters()),
            frontend.config().zeroCopy().with(backend.config().zeroCopy()),
            this);
    if (rules == null) {
      relay.start(nowNanos);
    } else {
      relayInspected(nowNanos);
    }
  }

  private void relayInspected(final long nowNanos) {
    rules.onConnected(dispatch.server(), nowNanos);
    dispatch.serverCounters().bytesIn += inspection.size();
    rules.transaction().onMoved(inspection.size(), 0, nowNanos);
    relay.measureFor(rules.transaction());
    final Verdict verdict = rules.response(false);
    if (verdict == Verdict.WAIT_INPUT) {
      relay.judgeFirst(new ResponseGate(TcpWorker.of(worker), rules));
    } else if (verdict != Verdict.CONTINUE) {
      end(Cause.PROXY, Phase.DATA);
      return;
    }
    relay.start(inspection.takeBytes(), null, nowNanos);
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

  // ---- the end

  /** Ends it from outside, on its worker: both sides are reset. */
  private void shutdown(final Cause cause) {
    client.reset();
    dispatch.reset();
    end(cause, phase());
  }

  /** How far it has come. */
  private Phase phase() {
    return switch (state) {
      case INSPECTING -> Phase.REQUEST;
      case DISPATCHING -> dispatch.phase();
      case RELAYING, ENDED -> Phase.DATA;
    };
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
    totals.countEnd(cause, dispatch.serverCounters());
    line.onEnd();
    client.close();
    if (relay != null) {
      relay.close();
    }
    final long inspected = inspection == null ? 0 : inspection.size();
    if (inspection != null) {
      inspection.close();
    }
    // The line is printed while the session still holds its places, since it counts itself.
    line.print(backend, dispatch, relay, inspected, cause, phase);
    dispatch.release();
    frontendPlace.remove();
    totals.end();
    if (rules != null) {
      rules.onOver(System.nanoTime());
    }
    frontend.state().leave();
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
