package io.sluice.engine.tcp;

import io.sluice.backends.Server;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.persist.Persisted;
import io.sluice.engine.persist.Persistence;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.LiveFigures;
import io.sluice.engine.proxy.ProxyRules;
import io.sluice.engine.rules.RuleRun;
import io.sluice.engine.rules.Verdict;

/**
 * Which rules one session comes by, and in which order. Confined to its worker; a session that no
 * rule is for has none.
 *
 * <pre>
 *   accepted:     tcp-request connection ─► tcp-request session
 *   first bytes:  frontend's tcp-request content ─► use-backend ─► backend's tcp-request content
 *                 ─► use-server ─► stick match ─► the key of the balancing algorithm
 *   connected:    what tables are to remember ─► tcp-response content, at once or on the first bytes
 * </pre>
 *
 * <p>Source: HAProxy configuration manual, "Proxy keywords matrix"; the order is that of its
 * analysers.
 */
final class SessionRules {
  private enum Stage {
    FRONTEND,
    BACKEND,
    OVER
  }

  private final FrontendRuntime frontend;
  private final TcpTransaction txn;
  private final RuleRun run = new RuleRun();
  private final long clientKey;
  private BackendRuntime backend;
  private long key;
  private Stage stage = Stage.FRONTEND;

  /** Null: its backend leads nobody to a server. */
  private Persisted persisted;

  /**
   * @param clientKey what a balancing algorithm goes by that knows nothing of rules
   */
  SessionRules(final FrontendRuntime frontend, final TcpTransaction txn, final long clientKey) {
    this.frontend = frontend;
    this.txn = txn;
    this.clientKey = clientKey;
    key = clientKey;
  }

  /** Whether there are rules for sessions of this frontend. */
  static boolean areThere(final FrontendRuntime frontend) {
    final ProxyRules rules = frontend.rules();
    return !rules.connection().isEmpty() || !rules.session().isEmpty() || lookAtContent(frontend);
  }

  private static boolean lookAtContent(final FrontendRuntime frontend) {
    return !frontend.rules().content().isEmpty()
        || !frontend.switching().choices().isEmpty()
        || looksAtContent(frontend.backend());
  }

  private static boolean looksAtContent(final BackendRuntime backend) {
    return backend != null && looksAt(backend.rules());
  }

  private static boolean looksAt(final ProxyRules rules) {
    return !rules.content().isEmpty()
        || !rules.responseContent().isEmpty()
        || !rules.persistence().equals(Persistence.NONE);
  }

  TcpTransaction transaction() {
    return txn;
  }

  /** Whether it is of use to read before {@link #content}. */
  boolean lookAtContent() {
    return lookAtContent(frontend);
  }

  /** Null: none is chosen yet, or none is there to be. */
  BackendRuntime backend() {
    return backend;
  }

  /** Whether a client that was just accepted may have a session. */
  boolean admitConnection(final long nowNanos) {
    txn.nowNanos = nowNanos;
    run.begin();
    return frontend.rules().connection().run(txn, run) == Verdict.CONTINUE;
  }

  /** Whether it may keep it; it counts as one then. */
  boolean admitSession() {
    run.begin();
    final boolean admitted = frontend.rules().session().run(txn, run) == Verdict.CONTINUE;
    if (admitted) {
      txn.tracked().count(Data.SESS_CNT, 1, txn.tableMillis());
    }
    run.begin();
    return admitted;
  }

  /**
   * Runs what looks at the first bytes, from where it waited, and chooses the backend.
   *
   * @param complete whether no more bytes are waited for
   * @return CONTINUE: all is decided; WAIT_INPUT: for more bytes, {@link #inspectNanos} at most;
   *     else the session is refused
   */
  Verdict content(final boolean complete, final long nowNanos) {
    txn.nowNanos = nowNanos;
    if (stage == Stage.FRONTEND) {
      final Verdict verdict = run(frontend.rules(), complete);
      if (verdict != Verdict.CONTINUE) {
        return verdict;
      }
      useBackend();
    }
    if (stage == Stage.BACKEND) {
      final Verdict verdict = run(backend.rules(), complete);
      if (verdict != Verdict.CONTINUE) {
        return verdict;
      }
      stage = Stage.OVER;
      persist();
    }
    return Verdict.CONTINUE;
  }

  private Verdict run(final ProxyRules rules, final boolean complete) {
    final boolean decides = complete || rules.inspectNanos() == 0;
    final Verdict verdict = rules.content().run(txn, run, decides);
    // One waits for the value of its key, the other for what its condition looks at.
    return verdict == Verdict.WAIT_BODY ? Verdict.WAIT_INPUT : verdict;
  }

  /** How long rules that wait may do so, from when the first of them began. */
  long inspectNanos() {
    return (stage == Stage.FRONTEND ? frontend.rules() : backend.rules()).inspectNanos();
  }

  private void useBackend() {
    final BackendRuntime chosen = frontend.switching().choose(txn);
    backend = chosen == null ? frontend.backend() : chosen;
    run.begin();
    if (backend == null) {
      stage = Stage.OVER;
    } else {
      stage = Stage.BACKEND;
      txn.backend = backend.figures();
    }
  }

  private void persist() {
    final Persistence persistence = backend.rules().persistence();
    if (!persistence.equals(Persistence.NONE)) {
      persisted = new Persisted();
      // Only edits of a head may find no room.
      final boolean _ = persistence.onRequest(txn, backend.backend(), persisted);
      key = persistence.key(txn, clientKey);
    }
  }

  /** The server that it is for; null: any. */
  Server wanted() {
    return persisted == null ? null : persisted.server();
  }

  /** Says how much that server matters. */
  void insist(final Dispatch dispatch) {
    if (persisted != null) {
      dispatch.insist(persisted.evenDown(), persisted.forced());
    }
  }

  /** What a keyed balancing algorithm goes by. */
  long key() {
    return key;
  }

  /** It has a server, which tables may be to remember. */
  void onConnected(final Server server, final long nowNanos) {
    txn.nowNanos = nowNanos;
    final LiveFigures figures = backend.rules().figures();
    txn.server = figures == null ? null : figures.server(server.name());
    if (persisted != null) {
      backend.rules().persistence().onConnected(txn, server, persisted);
    }
    txn.onConnected();
  }

  /**
   * Runs what looks at what the server sends first.
   *
   * @param complete whether no more bytes are waited for
   * @return CONTINUE: it may go on; WAIT_INPUT: once there are bytes; else it is refused
   */
  Verdict response(final boolean complete) {
    if (!complete) {
      run.begin();
    }
    return backend.rules().responseContent().run(txn, run, complete);
  }

  /** The session is over, and counts no more. */
  void onOver(final long nowNanos) {
    txn.nowNanos = nowNanos;
    txn.tracked().release(txn.tableMillis());
  }
}
