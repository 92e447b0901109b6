package io.sluice.engine.persist;

import io.sluice.backends.Backend;
import io.sluice.backends.Server;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.sample.Transaction;

/**
 * How a backend's requests find their server before one is picked, compiled. Immutable; shared by
 * all workers.
 *
 * <pre>
 *   request:   use-server ─► cookie ─► stick match ─► (the balancing algorithm, by the key)
 *   response:  the cookie ─► what tables are to remember
 * </pre>
 *
 * @param when which requests are led back; null: all, to servers that are up
 * @param key what a balancing algorithm goes by; null: the client's address
 * @param useServers null: none
 * @param cookie null: none
 * @param stick null: none
 */
public record Persistence(
    PersistWhen when,
    RequestKey key,
    UseServers useServers,
    CookiePersistence cookie,
    StickRules stick) {
  /** The algorithm alone, by the client's address. */
  public static final Persistence NONE = new Persistence(null, null, null, null, null);

  /** Whether the body of this request has to be there, as far as it fits, for {@link #key}. */
  public boolean waitsForBody(final Method method) {
    return key != null && key.waitsForBody() && method == Method.POST;
  }

  /**
   * Looks for the server that the request is for.
   *
   * @param into is begun anew, and gets it
   * @return false: the request's head had no room for an edit
   */
  public boolean onRequest(final Transaction txn, final Backend backend, final Persisted into) {
    into.clear();
    if (when != null) {
      when.judge(txn, into);
    }
    if (useServers != null) {
      into.used = useServers.choose(txn, backend, into.evenDown);
    }
    boolean fits = true;
    if (cookie != null && txn.request() != null) {
      final boolean assigned = into.used != null || into.ignored;
      fits =
          cookie.onRequest(
              txn.request(), backend, assigned, into.evenDown, into, txn.nowMillis() / 1000);
    }
    if (stick != null) {
      stick.onRequest(txn, backend, into.evenDown, into);
    }
    return fits;
  }

  /** Whether log lines tell of a cookie. */
  public boolean logsCookie() {
    return cookie != null && cookie.isLogged();
  }

  /** Looks at the cookie for the log alone: a rule denies the request. */
  public void onDenied(final Transaction txn, final Backend backend, final Persisted into) {
    into.clear();
    if (when != null) {
      when.judge(txn, into);
    }
    if (cookie != null && txn.request() != null) {
      // The request goes nowhere, so that an edit of it does not count.
      final boolean _ =
          cookie.onRequest(
              txn.request(), backend, into.ignored, into.evenDown, into, txn.nowMillis() / 1000);
    }
  }

  /** The key for the balancing algorithm; {@code Balancer.NO_KEY}: the request has none. */
  public long key(final Transaction txn, final long clientKey) {
    return key == null ? clientKey : key.of(txn);
  }

  /**
   * Tells the client, and the tables, who its server is.
   *
   * @param server that answered
   * @return false: the response's head had no room for an edit
   */
  public boolean onResponse(
      final Transaction txn,
      final ResponseHead head,
      final Method method,
      final Server server,
      final Persisted with) {
    final boolean fits =
        cookie == null
            || cookie.onResponse(head, method, server, with.ignored, with, txn.nowMillis() / 1000);
    if (stick != null) {
      stick.onResponse(txn, server, with);
    }
    return fits;
  }

  /**
   * Tells the tables who its server is, of a client whose protocol has no responses.
   *
   * @param server that it is connected to
   */
  public void onConnected(final Transaction txn, final Server server, final Persisted with) {
    if (stick != null) {
      stick.onResponse(txn, server, with);
    }
  }
}
