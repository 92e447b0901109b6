package io.sluice.engine.http;

import io.sluice.config.http.BackendHttp.RetryOn;
import io.sluice.engine.http1.Method;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.rules.Verdict;
import io.sluice.engine.transport.Connection;

/**
 * What goes on between a client and a server that are both connected: the request's body goes up
 * and the response comes down, independently. Says to its exchange how that ends. Confined to its
 * worker.
 *
 * <pre>
 *   connect ─► head of the response ─┬─1xx──► the next head
 *               │                    ├─101──► a tunnel
 *               │ none, junk         ├─retry-on ──► another try
 *               ▼                    └─rules──► sent ─► its body ─► Exchange.onResponseDone
 *             another try, or 502
 * </pre>
 */
final class Traffic {
  private final Exchange exchange;
  private final Rooms rooms;
  private final Endings endings;
  private final Parties parties;
  private final Requester client;
  private final RequestWay up;
  private final ResponseWay down;

  /** Whether the head is here, and a rule waits for what follows it. */
  private boolean rulesWait;

  Traffic(final Exchange exchange, final Rooms rooms, final Endings endings) {
    this.exchange = exchange;
    this.rooms = rooms;
    this.endings = endings;
    parties = rooms.parties;
    client = parties.client;
    up = rooms.up;
    down = rooms.down;
  }

  /** A server is there: it gets the request. */
  void connect(final Connection server, final long nowNanos) {
    parties.server = server;
    rulesWait = false;
    parties.transaction().serverEnd().connect(server);
    down.connect(server);
    rooms.log.onServer();
    rooms.accounting.useServer(parties.dispatch.serverCounters(), parties.dispatch.reused());
    rooms.timeouts.begin(nowNanos);
    up.connect(server);
    pump(nowNanos);
  }

  /** Moves what can be moved, in both directions. */
  void pump(final long nowNanos) {
    final Connection server = parties.server;
    final long upBefore = up.moved();
    final long downBefore = down.moved();
    pumpUp(nowNanos);
    if (goesOnWith(server)) {
      pumpDown(server, nowNanos);
    }
    if (goesOnWith(server)) {
      up.flush();
      client.sink().flush();
    }
    if (up.moved() != upBefore) {
      rooms.timeouts.noteUp(nowNanos);
    }
    if (down.moved() != downBefore) {
      rooms.timeouts.noteDown(nowNanos);
    }
    if (!exchange.isOver()) {
      rooms.accounting.countBytes();
    }
  }

  /** Whether the exchange is still at it, and has not tried again meanwhile. */
  private boolean goesOnWith(final Connection server) {
    return exchange.isActive() && parties.server == server;
  }

  // ---- up

  private void pumpUp(final long nowNanos) {
    if (up.isWhole()) {
      up.flush();
      return;
    }
    switch (up.move()) {
      case DONE -> client.onProgress(nowNanos);
      case ENDED, RESET -> exchange.abortByClient(nowNanos);
      case REFUSED -> endings.fail(400, Cause.PROXY, responsePhase(), nowNanos);
      case WAITS_FOR_SOURCE, WAITS_FOR_SINK, YIELDS, SINK_BROKE -> {}
    }
    if (exchange.isActive()) {
      up.flush();
    }
  }

  // ---- down: heads

  private void pumpDown(final Connection server, final long nowNanos) {
    while (goesOnWith(server) && !down.headSent()) {
      if (client.sink().hasPending()) {
        client.sink().flush();
        if (client.sink().hasPending()) {
          return;
        }
      }
      if (!readHead(nowNanos)) {
        return;
      }
    }
    if (goesOnWith(server) && !down.isBodyDone()) {
      moveDown(nowNanos);
    }
  }

  /** Returns whether to go on. */
  private boolean readHead(final long nowNanos) {
    if (rulesWait) {
      return down.collect() && goByRules(nowNanos);
    }
    return switch (down.readHead()) {
      case WAITS -> false;
      case ENDED -> {
        onServerEnded(nowNanos);
        yield false;
      }
      case REFUSED -> {
        onJunk(nowNanos);
        yield false;
      }
      case WHOLE -> onHead(nowNanos);
    };
  }

  private boolean onHead(final long nowNanos) {
    final int code = down.head().status();
    if (code < 200 && code != 101) {
      return onInterim(nowNanos);
    }
    if (code == 101 && !(rooms.keepAlive.upgrades() && down.head().isUpgrade())) {
      endings.fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
      return false;
    }
    if (rooms.retries.allow(code) && tryAgain(nowNanos)) {
      return false;
    }
    rooms.timing.respondedNanos = nowNanos;
    rooms.fate.status = code;
    parties.rules.beginResponse(down.head());
    return goByRules(nowNanos);
  }

  /** Goes on with a response whose head is here. Returns whether its body can be moved. */
  private boolean goByRules(final long nowNanos) {
    if (!runRules(nowNanos) || !persist(nowNanos)) {
      return false;
    }
    final int code = rooms.fate.status;
    final boolean switches = code == 101 || isConnected(code);
    if (switches) {
      sendSwitch(nowNanos);
    } else {
      sendHead(nowNanos);
    }
    return !switches;
  }

  private boolean isConnected(final int code) {
    return parties.request.method() == Method.CONNECT && code / 100 == 2;
  }

  private boolean onInterim(final long nowNanos) {
    if (!down.passInterim()) {
      endings.fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
      return false;
    }
    return true;
  }

  /** Returns whether the response goes on to the client. */
  private boolean runRules(final long nowNanos) {
    Verdict verdict = parties.rules.response(nowNanos);
    while (verdict == Verdict.WAIT_BODY && (down.collect() || isRuleLate(nowNanos))) {
      verdict = parties.rules.response(nowNanos);
    }
    rulesWait = verdict == Verdict.WAIT_BODY;
    switch (verdict) {
      case CONTINUE, WAIT_INPUT -> {
        return true;
      }
      case WAIT_BODY -> client.onProgress(nowNanos);
      case DENY -> {
        rooms.accounting.countDeniedResponse();
        endings.decide(Cause.PROXY, Phase.HEADERS, true, nowNanos);
      }
      case RETURN, REDIRECT, AUTH -> endings.decide(Cause.LOCAL, Phase.HEADERS, true, nowNanos);
      case REJECT -> {
        rooms.accounting.countDeniedResponse();
        endings.cut(Cause.PROXY, Phase.HEADERS, nowNanos);
      }
      case SERVICE, TARPIT, WAIT_CHECK, ERROR ->
          endings.fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
      case WAIT_TIMEOUT -> {
        // To HAProxy's log, there was no response then.
        rooms.timing.respondedNanos = 0;
        endings.fail(504, Cause.SERVER_TIMEOUT, Phase.REQUEST, nowNanos);
      }
    }
    return false;
  }

  /** Returns whether the response goes on to the client. */
  private boolean persist(final long nowNanos) {
    parties.transaction().responseCookie().lookAtResponse(down.head());
    final boolean fits = rooms.choice.onResponse(down);
    if (!fits) {
      endings.fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
    }
    return fits;
  }

  private void sendHead(final long nowNanos) {
    down.judgeBody();
    rooms.keepAlive.onResponse(down, up.isWhole());
    runLastRules(nowNanos);
    down.sendHead(rooms.keepAlive);
  }

  /** The protocol changes: what follows the head is no body. */
  private void sendSwitch(final long nowNanos) {
    runLastRules(nowNanos);
    down.sendSwitch();
    exchange.toTunnel(nowNanos);
  }

  private void runLastRules(final long nowNanos) {
    parties.rules.afterResponse(down.head(), nowNanos);
    rooms.fate.status = down.head().status();
    rooms.accounting.countStatus(rooms.fate.status);
  }

  // ---- down: a rule waits for the body

  /** Before a rule waits no longer, nanoseconds; Long.MAX_VALUE: none waits. */
  long ruleLeft(final long nowNanos) {
    return rulesWait ? parties.rules.run().deadlineNanos() - nowNanos : Long.MAX_VALUE;
  }

  private boolean isRuleLate(final long nowNanos) {
    return parties.rules.run().deadlineNanos() - nowNanos <= 0;
  }

  /** The time is over that a rule wanted to wait. */
  void onRuleDeadline(final long nowNanos) {
    if (goByRules(nowNanos)) {
      pump(nowNanos);
    }
  }

  // ---- down: the body

  private void moveDown(final long nowNanos) {
    switch (down.move()) {
      case DONE -> onBodyDone(nowNanos);
      case ENDED, RESET, REFUSED -> endings.fail(0, Cause.SERVER_ABORT, Phase.DATA, nowNanos);
      case SINK_BROKE -> exchange.abortByClient(nowNanos);
      case YIELDS -> parties.server.yieldTurn();
      case WAITS_FOR_SOURCE, WAITS_FOR_SINK -> {}
    }
  }

  private void onBodyDone(final long nowNanos) {
    if (!rooms.keepAlive.keepsClient()) {
      client.sink().holdForEnd();
    }
    client.sink().flush();
    rooms.accounting.countBytes();
    final boolean isQuiet = up.isOver() && !down.hasSurplus();
    down.dropServer();
    up.dropServer();
    rooms.log.onServerLeft();
    rooms.keepAlive.leaveServer(isQuiet, nowNanos);
    exchange.onResponseDone(nowNanos);
  }

  // ---- what goes wrong at the server

  private void onServerEnded(final long nowNanos) {
    final boolean isEmpty = down.isEmpty();
    if (rooms.retries.takeReconnect()) {
      dropServer();
      parties.dispatch.reconnect(nowNanos);
      return;
    }
    if (rooms.retries.allow(isEmpty ? RetryOn.EMPTY_RESPONSE : RetryOn.JUNK_RESPONSE)
        && tryAgain(nowNanos)) {
      return;
    }
    if (isEmpty && parties.dispatch.reused() && !parties.first) {
      // The client knows that its connection was idle, and sends the request again (HAProxy).
      rooms.fate.status = 0;
      endings.cut(Cause.SERVER_ABORT, Phase.HEADERS, nowNanos);
      return;
    }
    endings.fail(502, Cause.SERVER_ABORT, Phase.HEADERS, nowNanos);
  }

  private void onJunk(final long nowNanos) {
    if (!(rooms.retries.allow(RetryOn.JUNK_RESPONSE) && tryAgain(nowNanos))) {
      rooms.accounting.countResponseError();
      endings.fail(502, Cause.PROXY, Phase.HEADERS, nowNanos);
    }
  }

  /** The server let its time go by. */
  void onServerTimeout(final long nowNanos) {
    if (!(rooms.retries.allow(RetryOn.RESPONSE_TIMEOUT) && tryAgain(nowNanos))) {
      endings.fail(504, Cause.SERVER_TIMEOUT, responsePhase(), nowNanos);
    }
  }

  /** How far the server had come. */
  Phase responsePhase() {
    return down.headSent() ? Phase.DATA : Phase.HEADERS;
  }

  private boolean tryAgain(final long nowNanos) {
    if (!parties.dispatch.hasRetry()) {
      return false;
    }
    dropServer();
    return parties.dispatch.retry(nowNanos);
  }

  private void dropServer() {
    exchange.to(Exchange.State.DISPATCHING);
    parties.server = null;
    parties.transaction().serverEnd().connect(null);
    up.disconnect();
    down.disconnect();
  }
}
