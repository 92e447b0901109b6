package io.sluice.engine.http;

import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.ProxyRules;
import io.sluice.engine.rules.Answer;
import io.sluice.engine.rules.Answering;
import io.sluice.engine.rules.ClientTold;
import io.sluice.engine.rules.Monitor;
import io.sluice.engine.rules.RuleList;
import io.sluice.engine.rules.RuleRun;
import io.sluice.engine.rules.UniqueId;
import io.sluice.engine.rules.Verdict;
import io.sluice.engine.sample.Payload;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which rules one exchange comes by, and in which order; used anew for the next. Confined to its
 * worker.
 *
 * <pre>
 *   client:    tcp-request connection ─► tcp-request session
 *   request:   frontend's tcp-request content, (the body), http-request ─► use_backend ─► the backend's
 *   response:  backend's http-response ─► frontend's http-response ─► http-after-response of both
 *   an answer of our own:                                             http-after-response of both
 * </pre>
 *
 * <p>Source: HAProxy configuration manual, "Proxy keywords matrix"; the order is that of its
 * analysers.
 */
final class ExchangeRules {
  private enum Stage {
    FRONTEND_CONTENT,
    FRONTEND_BODY,
    FRONTEND,
    SWITCHING,
    BACKEND_CONTENT,
    BACKEND,
    OVER
  }

  private static final long FOR_EVER_NANOS = TimeUnit.DAYS.toNanos(365);

  private final HttpTransaction txn;
  private final RuleRun run = new RuleRun();
  private FrontendRuntime frontend;
  private BackendRuntime backend;
  private Stage stage = Stage.OVER;
  private Stage responseStage = Stage.OVER;

  ExchangeRules(final HttpTransaction txn) {
    this.txn = txn;
  }

  HttpTransaction transaction() {
    return txn;
  }

  /** How the list that decided, or waits, stands. */
  RuleRun run() {
    return run;
  }

  /** Runs the rules on a client that was just accepted. Returns whether it may stay. */
  boolean admit(final FrontendRuntime from, final long nowNanos) {
    final ProxyRules rules = from.rules();
    if (rules.connection().isEmpty() && rules.session().isEmpty()) {
      return true;
    }
    begin(from, null, true);
    txn.nowNanos = nowNanos;
    txn.admitting = true;
    boolean admitted = rules.connection().run(txn, run) == Verdict.CONTINUE;
    if (admitted) {
      run.begin();
      admitted = rules.session().run(txn, run) == Verdict.CONTINUE;
    }
    if (admitted) {
      txn.session().count(Data.SESS_CNT, 1, txn.tableMillis());
    }
    txn.admitting = false;
    return admitted;
  }

  /** Begins a request. */
  void begin(final FrontendRuntime from, final RequestHead request, final boolean first) {
    frontend = from;
    backend = null;
    stage = Stage.FRONTEND_CONTENT;
    txn.begin(from.rules(), from.figures(), request);
    txn.first = first;
    run.begin();
  }

  /**
   * Looks at what comes before the rules.
   *
   * @return what the request is answered at once; null: the rules decide
   */
  Answer beforeRules(final long nowNanos) {
    txn.nowNanos = nowNanos;
    txn.captureRequest();
    txn.session().count(Data.HTTP_REQ_CNT, 1, txn.tableMillis());
    final Monitor monitor = frontend.rules().monitor();
    final Answering answering = monitor == null ? null : monitor.answer(txn);
    if (answering == null) {
      return null;
    }
    final Answer answer = txn.http().answer();
    answering.fill(txn, answer);
    return answer;
  }

  /** Adds what the server is told beyond what the client said. Returns false: there is no room. */
  boolean tellServer() {
    boolean fits = true;
    final UniqueId uniqueId = frontend.rules().uniqueId();
    if (uniqueId != null) {
      fits = uniqueId.tell(txn, uniqueId());
    }
    return tell(frontend.rules().told(), backend.rules().told()) && fits;
  }

  /** The request's name, made now where it has none yet; null: requests have no names. */
  byte[] uniqueId() {
    final UniqueId uniqueId = frontend.rules().uniqueId();
    if (uniqueId != null && txn.uniqueId == null) {
      txn.uniqueId = uniqueId.make(txn);
    }
    return txn.uniqueId;
  }

  /** Each field once: where both sides ask for it, in the backend's way. */
  private boolean tell(final List<ClientTold> ours, final List<ClientTold> theirs) {
    boolean fits = true;
    for (int i = 0; i < ours.size(); i++) {
      if (ClientTold.ofSameKind(theirs, ours.get(i)) == null) {
        fits &= ours.get(i).apply(txn, null);
      }
    }
    for (int i = 0; i < theirs.size(); i++) {
      fits &= theirs.get(i).apply(txn, ClientTold.ofSameKind(ours, theirs.get(i)));
    }
    return fits;
  }

  /** Counts how it ended where its client is tracked. */
  void onOver(final int status, final long in, final long out) {
    final long nowMillis = txn.tableMillis();
    if (status >= 400 && status < 500) {
      txn.tracked().count(Data.HTTP_ERR_CNT, 1, nowMillis);
    } else if (status >= 500 && status != 501 && status != 505) {
      txn.tracked().count(Data.HTTP_FAIL_CNT, 1, nowMillis);
    }
    txn.tracked().count(Data.BYTES_IN_CNT, in, nowMillis);
    txn.tracked().count(Data.BYTES_OUT_CNT, out, nowMillis);
    txn.tracked().release(nowMillis);
  }

  /**
   * Runs the rules of the request, from where they waited.
   *
   * @param exchange is told its backend in between
   * @param complete whether there is no more of the body to wait for, for the list that waited
   * @return CONTINUE with no backend set: nothing decided, and there is none to go to
   */
  Verdict request(final Exchange exchange, final boolean complete, final long nowNanos) {
    txn.nowNanos = nowNanos;
    // What the frontend's rules waited for is not what the backend's wait for.
    final boolean switched = stage != Stage.BACKEND_CONTENT;
    final boolean waitedForAll = stage == Stage.FRONTEND_BODY;
    if (stage == Stage.FRONTEND_CONTENT) {
      final Verdict verdict = content(frontend.rules(), complete);
      if (verdict != Verdict.CONTINUE) {
        return verdict;
      }
      run.begin();
      stage = Stage.FRONTEND_BODY;
    }
    if (stage == Stage.FRONTEND_BODY) {
      final Verdict verdict = wholeBody(complete && waitedForAll);
      if (verdict != Verdict.CONTINUE) {
        return verdict;
      }
      run.begin();
      stage = Stage.FRONTEND;
    }
    if (stage == Stage.FRONTEND) {
      final Verdict verdict = run(frontend.rules().request(), true);
      if (verdict != Verdict.CONTINUE) {
        return verdict;
      }
      stage = Stage.SWITCHING;
    }
    if (stage == Stage.SWITCHING) {
      final BackendRuntime chosen = chooseBackend();
      if (txn.slowCheck().isAsked()) {
        return Verdict.WAIT_CHECK;
      }
      if (!useBackend(chosen, exchange)) {
        return Verdict.CONTINUE;
      }
    }
    if (stage == Stage.BACKEND_CONTENT) {
      final Verdict verdict = content(backend.rules(), complete && !switched);
      if (verdict != Verdict.CONTINUE) {
        return verdict;
      }
      run.begin();
      stage = Stage.BACKEND;
    }
    if (stage == Stage.BACKEND) {
      final Verdict verdict = run(backend.rules().request(), true);
      if (verdict != Verdict.CONTINUE) {
        return verdict;
      }
      stage = Stage.OVER;
    }
    return Verdict.CONTINUE;
  }

  /**
   * Rules on content decide when the body is here, as far as it fits, or {@code inspect-delay} is
   * over; at once without one. Rules of http wait only where they say so.
   */
  private Verdict content(final ProxyRules rules, final boolean complete) {
    final boolean decides = complete || rules.inspectNanos() == 0;
    final Verdict verdict = run(rules.content(), decides);
    if (verdict != Verdict.WAIT_INPUT && verdict != Verdict.WAIT_BODY) {
      return verdict;
    }
    run.waitUntil(txn.nowNanos + rules.inspectNanos());
    return Verdict.WAIT_INPUT;
  }

  /** Rules of http see all of the body, as far as it fits, where {@code http-buffer-request} is. */
  private Verdict wholeBody(final boolean waited) {
    final Payload body = txn.requestPayload();
    if (!frontend.config().http().options().bufferRequest() || body.whole || body.full) {
      return Verdict.CONTINUE;
    }
    if (waited) {
      return Verdict.WAIT_TIMEOUT;
    }
    final long nanos = frontend.http().requestNanos();
    run.waitUntil(txn.nowNanos + (nanos == 0 ? FOR_EVER_NANOS : nanos));
    run.wantBytes(Long.MAX_VALUE);
    return Verdict.WAIT_BODY;
  }

  private BackendRuntime chooseBackend() {
    txn.slowCheck().open();
    final BackendRuntime chosen = frontend.switching().choose(txn);
    txn.slowCheck().close();
    return chosen;
  }

  /** Returns false: there is no backend for it. */
  private boolean useBackend(final BackendRuntime chosen, final Exchange exchange) {
    backend = chosen == null ? frontend.backend() : chosen;
    if (backend == null) {
      stage = Stage.OVER;
      return false;
    }
    exchange.useBackend(backend);
    txn.backend = backend.figures();
    run.begin();
    stage = Stage.BACKEND_CONTENT;
    return true;
  }

  private Verdict run(final RuleList list, final boolean complete) {
    final Verdict verdict = list.run(txn, run, complete);
    if (run.where() != null) {
      txn.lastRule = run.where();
    }
    return verdict;
  }

  /** Begins the rules of a response. */
  void beginResponse(final ResponseHead head) {
    txn.beginResponse(head);
    txn.captureResponse();
    run.begin();
    responseStage = Stage.BACKEND_CONTENT;
  }

  /** Runs the rules of the response, from where they waited for its body. */
  Verdict response(final long nowNanos) {
    txn.nowNanos = nowNanos;
    // The head is there: only a rule that says so waits for more.
    if (responseStage == Stage.BACKEND_CONTENT) {
      final Verdict verdict = run(backend.rules().responseContent(), true);
      if (verdict != Verdict.CONTINUE) {
        return verdict;
      }
      run.begin();
      responseStage = Stage.BACKEND;
    }
    if (responseStage == Stage.BACKEND) {
      final Verdict verdict = run(backend.rules().response(), true);
      if (verdict != Verdict.CONTINUE) {
        return verdict;
      }
      run.begin();
      responseStage = Stage.FRONTEND;
    }
    return run(frontend.rules().response(), true);
  }

  /** Runs the rules that every response comes by, also one of our own. */
  void afterResponse(final ResponseHead head, final long nowNanos) {
    txn.nowNanos = nowNanos;
    txn.beginResponse(head);
    if (backend != null) {
      run.begin();
      final Verdict _ = run(backend.rules().afterResponse(), true);
    }
    run.begin();
    final Verdict _ = run(frontend.rules().afterResponse(), true);
  }

  /** Whether an answer of our own would come by a rule. */
  boolean hasAfterResponse() {
    return !frontend.rules().afterResponse().isEmpty()
        || (backend != null && !backend.rules().afterResponse().isEmpty());
  }

  /** Makes the answer that the list decided on. */
  Answer decided() {
    final Answer answer = txn.http().answer();
    run.answer(txn, answer);
    return answer;
  }

  /** The page that stands in place of the built-in one; null: none does. */
  Answer errorPage(final int status) {
    Answering page = backend == null ? null : backend.rules().errorPages().get(status);
    if (page == null) {
      page = frontend.rules().errorPages().get(status);
    }
    if (page == null) {
      return null;
    }
    final Answer answer = txn.http().answer();
    page.fill(txn, answer);
    return answer;
  }
}
