package io.sluice.engine.http;

import io.sluice.engine.http1.Method;
import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.Phase;
import io.sluice.engine.rules.Answer;
import io.sluice.engine.rules.Verdict;

/**
 * What happens to a request before a server is looked for: the rules, what they wait for, and what
 * has to be here of the body. Says to its exchange where that leads. Confined to its worker.
 *
 * <pre>
 *   begin ─► monitor ─► rules ─┬─► a backend, a choice of servers ─► (the body) ─► Exchange.dispatch
 *                       ▲      ├─► an answer, a refusal, a tarpit, a page
 *                       └──────┴── wait for the body
 * </pre>
 */
final class Reception {
  private final Exchange exchange;
  private final Rooms rooms;
  private final Endings endings;
  private final Parties parties;
  private final ExchangeRules rules;
  private final RequestWay up;
  private final ServiceCall service;
  private final PasswordCall password;

  /** Whether the body has to be here, as far as it fits, before a server is looked for. */
  private boolean buffers;

  /** Whether the rules were run as if no more of the body was to come. */
  private boolean complete;

  Reception(final Exchange exchange, final Rooms rooms, final Endings endings) {
    this.exchange = exchange;
    this.rooms = rooms;
    this.endings = endings;
    parties = rooms.parties;
    rules = parties.rules;
    up = rooms.up;
    service = new ServiceCall(parties.http.worker());
    password = new PasswordCall(parties.http.worker(), rooms.choice.clientKey());
  }

  // ---- the rules

  /** Takes a request, whose head is whole and right. */
  void begin(final boolean mayKeep, final long nowNanos) {
    rooms.keepAlive.begin(mayKeep);
    rooms.log.onRequest(parties.request);
    buffers = false;
    rules.begin(parties.frontend, parties.request, parties.first);
    if (parties.request.method() == Method.CONNECT && !parties.frontendOptions().allowConnect()) {
      endings.refuse(405, nowNanos);
      return;
    }
    final Answer monitored = rules.beforeRules(nowNanos);
    if (monitored != null) {
      rooms.log.mute();
      endings.answer(monitored, Cause.LOCAL, Phase.REQUEST, nowNanos);
      return;
    }
    runRules(false, nowNanos);
  }

  /** The time is over that a rule wanted to wait. */
  void onRuleDeadline(final long nowNanos) {
    up.show();
    runRules(true, nowNanos);
  }

  private void runRules(final boolean withoutMore, final long nowNanos) {
    complete = withoutMore;
    final Verdict verdict = rules.request(exchange, complete, nowNanos);
    if (verdict == Verdict.CONTINUE || verdict == Verdict.DENY || verdict == Verdict.TARPIT) {
      // Those that a rule answers in another way are not looked at, as by HAProxy.
      parties.transaction().requestCookie().lookAtRequest(parties.request);
    }
    if (verdict == Verdict.DENY || verdict == Verdict.TARPIT) {
      rooms.choice.onDenied();
    }
    switch (verdict) {
      case CONTINUE -> onRulesDone(nowNanos);
      case DENY -> {
        rooms.accounting.countDeniedRequest();
        endings.decide(Cause.PROXY, Phase.REQUEST, true, nowNanos);
      }
      case RETURN, REDIRECT, AUTH -> endings.decide(Cause.LOCAL, Phase.REQUEST, true, nowNanos);
      case SERVICE -> {
        exchange.to(Exchange.State.WORKING);
        service.begin(parties.frontend.rules().services(), rules.run().service(), this);
      }
      case TARPIT -> {
        rooms.accounting.countDeniedRequest();
        rooms.timeouts.beginTarpit(nowNanos);
        exchange.to(Exchange.State.TARPIT);
      }
      case REJECT -> {
        rooms.accounting.countDeniedRequest();
        endings.cut(Cause.PROXY, Phase.REQUEST, nowNanos);
      }
      case WAIT_BODY -> waitForBody(true, nowNanos);
      case WAIT_INPUT -> {
        // Any further byte may matter; a client that waits to be asked is not asked for them.
        rules.run().wantBytes(up.holds() ? up.heldBytes() + 1 : 1);
        waitForBody(false, nowNanos);
      }
      case WAIT_CHECK -> waitForCheck(nowNanos);
      case WAIT_TIMEOUT -> onBodyTimeout(nowNanos);
      case ERROR -> endings.fail(500, Cause.PROXY, Phase.REQUEST, nowNanos);
    }
  }

  /** A rule waits for the body: it comes in, as far as it fits. */
  private void waitForBody(final boolean asks, final long nowNanos) {
    if (up.isWhole() || (exchange.ruleWaits() && up.isFull())) {
      up.show();
      runRules(true, nowNanos);
      return;
    }
    up.hold();
    if (asks) {
      askForBody();
    }
    exchange.to(Exchange.State.RULE_WAITS);
    takeBody(nowNanos);
  }

  /** The page that a rule asked for. */
  void onPage(final byte[] page) {
    endings.answer(page, System.nanoTime());
    parties.http.settle();
  }

  /** A condition waits for a password to be checked. */
  private void waitForCheck(final long nowNanos) {
    exchange.to(Exchange.State.WORKING);
    if (!password.begin(parties.transaction().slowCheck().work(), this)) {
      rooms.accounting.countRequestError();
      endings.fail(503, Cause.RESOURCE, Phase.REQUEST, nowNanos);
    }
  }

  /** The password was checked, and the rules go on where they stood. */
  void onChecked(final boolean right) {
    final long nowNanos = System.nanoTime();
    parties.transaction().slowCheck().answer(right);
    runRules(complete, nowNanos);
    parties.http.settle();
    parties.client.onProgress(nowNanos);
  }

  /** It is over. */
  void forget() {
    service.forget();
    password.forget();
  }

  // ---- the way to a server

  private void onRulesDone(final long nowNanos) {
    if (parties.backend == null) {
      // No rule decided, and the frontend leads nowhere; as HAProxy, whose line has no times then.
      rooms.timing.headNanos = 0;
      endings.answer(503, Cause.SERVER_ABORT, Phase.CONNECT, nowNanos);
      return;
    }
    buffers |= rooms.choice.waitsForBody();
    final boolean fits = rooms.choice.onRequest();
    if (!fits || !rules.tellServer() || !parties.request.toOriginForm()) {
      endings.fail(431, Cause.PROXY, Phase.REQUEST, nowNanos);
      return;
    }
    rooms.down.prepareRequest();
    rooms.keepAlive.prepareRequest();
    buffers |= parties.backendOptions().bufferRequest();
    if (!up.isWhole() && (buffers || rooms.retries.needWholeRequest())) {
      up.hold();
    }
    if (buffers && !up.isWhole() && !up.isFull()) {
      askForBody();
      exchange.to(Exchange.State.BUFFERING);
      takeBody(nowNanos);
    } else {
      dispatch(nowNanos);
    }
  }

  private void dispatch(final long nowNanos) {
    if (up.holds() && rooms.choice.waitsForBody()) {
      up.show();
      rooms.choice.findKey();
    }
    exchange.dispatch(nowNanos);
  }

  // ---- the body

  /** The client let its time go by; to HAProxy's log, the request has not come then. */
  void onBodyTimeout(final long nowNanos) {
    rooms.timing.headNanos = 0;
    endings.fail(408, Cause.CLIENT_TIMEOUT, Phase.REQUEST, nowNanos);
  }

  /** Who waits for a body must ask for it, where the client waits to be asked. */
  private void askForBody() {
    if (up.takeExpectation()) {
      rooms.answers.askForBody();
    }
  }

  /** Takes the body in before a server is looked for, as far as it fits. */
  void takeBody(final long nowNanos) {
    final Moved moved = up.takeIn();
    rooms.accounting.countBytes();
    switch (moved) {
      case DONE, WAITS_FOR_SINK -> onBody(nowNanos);
      case REFUSED -> endings.refuse(400, nowNanos);
      case ENDED, RESET, SINK_BROKE -> exchange.abortByClient(nowNanos);
      case WAITS_FOR_SOURCE, YIELDS -> {
        if (exchange.ruleWaits() && up.heldBytes() >= rules.run().wantedBytes()) {
          up.show();
          runRules(false, nowNanos);
        }
      }
    }
  }

  /** All of the body is here, or all that fits. */
  private void onBody(final long nowNanos) {
    if (exchange.ruleWaits()) {
      up.show();
      runRules(up.isWhole() || up.isFull(), nowNanos);
    } else {
      dispatch(nowNanos);
    }
  }
}
