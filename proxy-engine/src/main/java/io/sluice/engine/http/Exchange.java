package io.sluice.engine.http;

import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.ClientEnds;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.proxy.SessionList;
import io.sluice.engine.transport.Connection;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * One request and its response, on their way between a client and a server: where they stand, and
 * how they end. One object serves all requests of a client connection, one after the other, and
 * allocates nothing for them. Confined to its worker.
 *
 * <pre>
 *   begin ─► rules ─────────► DISPATCHING ──a server──► ACTIVE ──whole response──► FLUSHING
 *     │        │ ▲                 ▲  │                    │ │                        │ the client
 *     │        ▼ │ the body        │  │                    │ └──101──► TUNNEL         │ has taken it
 *     │  RULE_WAITS, BUFFERING     └──┼──may be retried────┤             │            │
 *     │        │                      │                    │             ▼            ▼
 *     └────────┴──────────────────────┴────────────────────┴─────────► IDLE: over ◄───┘
 *       an answer (by way of WORKING, TARPIT), a refusal,     a cut
 *       no server, silence
 * </pre>
 *
 * <p>What happens on the way is others' to know, who say here where it leads: {@link Reception} up
 * to DISPATCHING, {@link Traffic} while it is ACTIVE, both with what is in {@link Rooms}. A
 * response that is whole before the request closes the client's connection behind it.
 */
final class Exchange implements Dispatch.Owner, Connection.Listener {
  /** Where it stands; WORKING: another thread makes a page, or checks a password. */
  enum State {
    IDLE,
    TARPIT,
    WORKING,
    RULE_WAITS,
    BUFFERING,
    DISPATCHING,
    ACTIVE,
    FLUSHING,
    TUNNEL
  }

  private final HttpWorker http;
  private final Requester client;
  private final Dispatch dispatch;
  private final ExchangeRules rules;
  private final Rooms rooms;
  private final Parties parties;
  private final Endings endings;
  private final Reception reception;
  private final Traffic traffic;
  private State state = State.IDLE;

  Exchange(
      final HttpWorker http,
      final Requester client,
      final SocketAddress clientAddress,
      final ClientEnds ends,
      final SessionList.Entry place) {
    this.http = http;
    this.client = client;
    dispatch = new Dispatch(http.worker(), this, place, true);
    final ServerEnd serverEnd = new ServerEnd(dispatch);
    rules = new ExchangeRules(new HttpTransaction(http, ends, serverEnd));
    rooms = new Rooms(http, client, clientAddress, rules, dispatch);
    parties = rooms.parties;
    endings = new Endings(this, rooms);
    reception = new Reception(this, rooms, endings);
    traffic = new Traffic(this, rooms, endings);
  }

  /** When what came; the client's connection sets what it sees. */
  Timing timing() {
    return rooms.timing;
  }

  // ---- how it begins

  /** Whether the rules let a client stay that was just accepted. */
  boolean admit(final FrontendRuntime from, final long nowNanos) {
    final boolean admitted = rules.admit(from, nowNanos);
    if (!admitted) {
      from.state().counters(http.worker().index()).requestsDenied++;
    }
    return admitted;
  }

  /**
   * Takes a request, whose head is whole and right.
   *
   * @param isFirst whether it is the first of its client's connection
   * @param mayKeep whether the client's connection may serve another request
   */
  void begin(
      final FrontendRuntime from,
      final boolean isFirst,
      final boolean mayKeep,
      final long nowNanos) {
    clear(from, isFirst, nowNanos);
    reception.begin(mayKeep, nowNanos);
  }

  /** A head that is not whole, or not right, is answered; nothing of it goes to a server. */
  void refuseHead(
      final FrontendRuntime from, final int answer, final Cause why, final long nowNanos) {
    clear(from, false, nowNanos);
    rooms.up.setEndless();
    rules.begin(from, null, false);
    rooms.accounting.countRequestError();
    endings.fail(answer, why, Phase.REQUEST, nowNanos);
  }

  /** A client came, said nothing, and went. */
  void logNothing(final FrontendRuntime from, final Cause why, final long nowNanos) {
    clear(from, true, nowNanos);
    rules.begin(from, null, true);
    // Nothing is sent, but this is what HAProxy would have answered, and its line says.
    rooms.fate.status = 400;
    rooms.fate.end(why, Phase.REQUEST);
    rooms.log.print(rooms.fate, nowNanos);
  }

  /** Nothing is logged of the next answer. */
  void mute() {
    rooms.log.mute();
  }

  private void clear(final FrontendRuntime from, final boolean isFirst, final long nowNanos) {
    parties.begin(from, isFirst);
    rooms.fate.clear();
    rooms.accounting.begin(from);
    rooms.choice.begin();
    rooms.up.begin();
    rooms.down.begin();
    rooms.retries.begin();
    rooms.timeouts.begin(nowNanos);
    rooms.log.begin();
  }

  // ---- where it stands: what reception and traffic say

  /** The rules have found where it goes from here. */
  void useBackend(final BackendRuntime chosen) {
    parties.backend = chosen;
    rooms.accounting.useBackend(chosen);
  }

  /** It stands elsewhere. */
  void to(final State next) {
    state = next;
  }

  /** Looks for a server. */
  void dispatch(final long nowNanos) {
    state = State.DISPATCHING;
    rules.transaction().serverEnd().look(parties.backend.rules().figures());
    rooms.choice.dispatch(rooms.keepAlive, nowNanos);
  }

  /** The server changed the protocol. */
  void toTunnel(final long nowNanos) {
    state = State.TUNNEL;
    client.onTunnel(parties.server, rooms.down.inflow(), nowNanos);
  }

  /** The response is whole, and the server was left. */
  void onResponseDone(final long nowNanos) {
    state = State.FLUSHING;
    finish(nowNanos);
  }

  /** Whether a rule waits for the body. */
  boolean ruleWaits() {
    return state == State.RULE_WAITS;
  }

  /** Whether a server is connected. */
  boolean isActive() {
    return state == State.ACTIVE;
  }

  boolean isOver() {
    return state == State.IDLE;
  }

  // ---- what happens

  @Override
  public void onServer(final Connection connected, final long nowNanos) {
    state = State.ACTIVE;
    connected.setListener(this);
    traffic.connect(connected, nowNanos);
    client.onProgress(nowNanos);
    http.settle();
  }

  @Override
  public void onNoServer(final Cause why, final Phase where) {
    final int answer = why == Cause.INTERNAL ? 500 : 503;
    endings.fail(answer, why, where, System.nanoTime());
    http.settle();
  }

  /** The server may have something, or take something. */
  @Override
  public void onReady(final Connection connection, final long nowNanos) {
    if (state == State.ACTIVE) {
      traffic.pump(nowNanos);
    }
    http.settle();
  }

  @Override
  public void onConnected(
      final Connection connection, final IOException error, final long nowNanos) {
    throw new IllegalStateException("connected twice: " + connection);
  }

  @Override
  public void onDefect(final Connection connection) {
    endings.fail(500, Cause.INTERNAL, traffic.responsePhase(), System.nanoTime());
    http.settle();
  }

  /** The client may have more of the body, take more of the response, or be gone. */
  void onClientReady(final Connection connection, final long nowNanos) {
    if (connection.errorSeen()) {
      abortByClient(nowNanos);
      return;
    }
    final boolean ended = connection.endSeen();
    switch (state) {
      case TARPIT -> {
        if (ended) {
          endings.decide(Cause.PROXY, Phase.TARPIT, false, nowNanos);
        }
      }
      case RULE_WAITS, BUFFERING -> reception.takeBody(nowNanos);
      case DISPATCHING -> {
        if (ended && parties.abortsOnClose()) {
          abortByClient(nowNanos);
        }
      }
      case ACTIVE -> {
        if (ended && rooms.up.isWhole() && !rooms.down.headSent() && parties.abortsOnClose()) {
          abortByClient(nowNanos);
        } else {
          traffic.pump(nowNanos);
        }
      }
      case FLUSHING -> finish(nowNanos);
      case IDLE, WORKING, TUNNEL -> {}
    }
  }

  /** Over, once the client has taken the last bytes. */
  private void finish(final long nowNanos) {
    final Sink sink = client.sink();
    sink.flush();
    rooms.accounting.countBytes();
    if (sink.isBroken()) {
      abortByClient(nowNanos);
    } else if (!sink.hasPending()) {
      over(rooms.keepAlive.ending(), nowNanos);
    } else {
      rooms.timeouts.noteDown(nowNanos);
      client.onProgress(nowNanos);
    }
  }

  // ---- time

  /** How long whoever's turn it is has left, nanoseconds; Long.MAX_VALUE: for ever. */
  long leftNanos(final long nowNanos) {
    final Timeouts timeouts = rooms.timeouts;
    return switch (state) {
      case TARPIT -> timeouts.tarpitLeft(nowNanos);
      case RULE_WAITS -> rules.run().deadlineNanos() - nowNanos;
      case BUFFERING -> timeouts.bodyLeft(nowNanos);
      case ACTIVE ->
          Math.min(
              traffic.ruleLeft(nowNanos),
              Math.min(timeouts.clientLeft(nowNanos), timeouts.serverLeft(nowNanos)));
      case FLUSHING -> timeouts.flushLeft(nowNanos);
      case IDLE, WORKING, DISPATCHING, TUNNEL -> Long.MAX_VALUE;
    };
  }

  /** Somebody let his time go by. */
  void onDeadline(final long nowNanos) {
    switch (state) {
      case TARPIT -> endings.decide(Cause.PROXY, Phase.TARPIT, false, nowNanos);
      case RULE_WAITS -> reception.onRuleDeadline(nowNanos);
      case BUFFERING -> reception.onBodyTimeout(nowNanos);
      case ACTIVE -> {
        if (traffic.ruleLeft(nowNanos) <= 0) {
          traffic.onRuleDeadline(nowNanos);
        } else if (rooms.timeouts.clientLeft(nowNanos) <= 0) {
          endings.fail(408, Cause.CLIENT_TIMEOUT, Phase.DATA, nowNanos);
        } else {
          traffic.onServerTimeout(nowNanos);
        }
      }
      case FLUSHING -> endings.cut(Cause.CLIENT_TIMEOUT, Phase.DATA, nowNanos);
      case IDLE, WORKING, DISPATCHING, TUNNEL -> {}
    }
  }

  // ---- how it ends

  /** The client gave it up, or is gone. */
  void abortByClient(final long nowNanos) {
    final Phase where =
        switch (state) {
          case TARPIT -> Phase.TARPIT;
          case WORKING -> Phase.REQUEST;
          case RULE_WAITS, BUFFERING -> Phase.DATA;
          case DISPATCHING -> dispatch.phase();
          case ACTIVE -> rooms.up.isWhole() ? traffic.responsePhase() : Phase.DATA;
          case FLUSHING, TUNNEL -> Phase.DATA;
          case IDLE -> Phase.NONE;
        };
    endings.fail(400, Cause.CLIENT_ABORT, where, nowNanos);
  }

  /** Ended from outside. */
  void kill(final Cause why, final long nowNanos) {
    dispatch.reset();
    final Phase where = state == State.DISPATCHING ? dispatch.phase() : Phase.DATA;
    endings.cut(why, where, nowNanos);
  }

  /** It is over: says so to all, and is ready for the next. */
  void over(final Ending ending, final long nowNanos) {
    client.sink().flush();
    rooms.accounting.end(rooms.fate.cause);
    rooms.log.print(rooms.fate, nowNanos);
    rules.onOver(rooms.fate.status, rooms.accounting.bytesIn(), rooms.accounting.bytesOut());
    state = State.IDLE;
    reception.forget();
    dispatch.release();
    parties.server = null;
    rooms.up.drop();
    rooms.down.drop();
    rooms.accounting.leave();
    client.onOver(ending, rooms.up.isWhole(), nowNanos);
  }

  // ---- a tunnel

  /** What a tunnel goes by. */
  Rooms rooms() {
    return rooms;
  }

  /** The server's connection is closed, the client's goes on for a while. */
  void releaseServer() {
    dispatch.release();
  }

  /** The tunnel that it became is over. */
  void onTunnelOver(final Cause why, final long bytesOut) {
    if (state != State.TUNNEL) {
      return;
    }
    rooms.accounting.addTunneled(bytesOut);
    dispatch.reset();
    rooms.fate.end(why, why == Cause.NONE ? Phase.NONE : Phase.DATA);
    over(Ending.CLOSE, System.nanoTime());
  }

  /** The client's connection is gone. */
  void close() {
    rooms.keepAlive.close();
    rules.transaction().session().release(rules.transaction().tableMillis());
  }
}
