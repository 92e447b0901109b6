package io.sluice.engine.http;

import io.sluice.config.http.BackendHttp;
import io.sluice.config.http.HttpOptions;
import io.sluice.engine.dispatch.Dispatch;
import io.sluice.engine.http1.ConnectionOption;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.proxy.PooledConnection;

/**
 * Which of the two connections of an exchange may serve another request, and what each side is told
 * about it. Confined to its worker.
 *
 * <p>Source: RFC 9112 section 9.3; HAProxy {@code option http-keep-alive}, {@code httpclose},
 * {@code http-server-close}, {@code http-reuse}.
 */
final class KeepAlive {
  private final Parties parties;
  private boolean client;
  private boolean server;
  private boolean upgrades;

  /** The idle connection that only this client may use; null: none. */
  private PooledConnection own;

  KeepAlive(final Parties parties) {
    this.parties = parties;
  }

  // ---- the client's

  /**
   * Begins a request.
   *
   * @param mayKeep whether the client's connection may serve another one
   */
  void begin(final boolean mayKeep) {
    client =
        mayKeep
            && parties.request.keepsAlive()
            && parties.frontendOptions().connection() != HttpOptions.Connection.CLOSE;
  }

  /** Whether the client's connection serves another request. */
  boolean keepsClient() {
    return client;
  }

  /** Lets the client's connection go, unless it may stay for other reasons as well. */
  void keepClientIf(final boolean mayKeep) {
    client &= mayKeep;
  }

  Ending ending() {
    return client ? Ending.KEEP : Ending.CLOSE;
  }

  /** What the client is told. What the version implies is not said (RFC 9112 section 9.3). */
  ConnectionOption forClient(final ResponseHead response) {
    final RequestHead request = parties.request;
    final boolean isImplied =
        request != null && request.minorVersion() > 0 && response.minorVersion() > 0;
    if (client) {
      return isImplied ? ConnectionOption.NONE : ConnectionOption.KEEP_ALIVE;
    }
    return ConnectionOption.CLOSE;
  }

  // ---- the server's

  /** Edits a request that goes to a server: what it says of its connection is for us alone. */
  void prepareRequest() {
    final RequestHead request = parties.request;
    upgrades = request.isUpgrade();
    server = mode() == HttpOptions.Connection.KEEP_ALIVE && !request.mustClose();
    request.removeHopByHop(upgrades);
    request.setConnection(
        !server
            ? ConnectionOption.CLOSE
            : request.minorVersion() == 0 ? ConnectionOption.KEEP_ALIVE : ConnectionOption.NONE);
  }

  /** The stricter of the frontend's and the backend's. */
  private HttpOptions.Connection mode() {
    final HttpOptions.Connection ours = parties.frontendOptions().connection();
    final HttpOptions.Connection theirs = parties.backendOptions().connection();
    return ours.compareTo(theirs) > 0 ? ours : theirs;
  }

  /** Whether the request asks for another protocol. */
  boolean upgrades() {
    return upgrades;
  }

  /** Which idle connections the request may be sent on. */
  Dispatch.Reuse reuse() {
    if (!server) {
      return Dispatch.Reuse.NONE;
    }
    final boolean first = parties.first;
    return switch (parties.backend.config().http().reuse()) {
      case NEVER -> Dispatch.Reuse.NONE;
      case SAFE -> first ? Dispatch.Reuse.NONE : Dispatch.Reuse.ANY;
      case AGGRESSIVE -> first ? Dispatch.Reuse.PROVEN : Dispatch.Reuse.ANY;
      case ALWAYS -> Dispatch.Reuse.ANY;
    };
  }

  /** The idle connection that the client has for itself; null: none. */
  PooledConnection own() {
    return own;
  }

  /**
   * Looks at a response before a rule edits it.
   *
   * @param wholeRequest whether there is nothing more of the request to come
   */
  void onResponse(final ResponseWay down, final boolean wholeRequest) {
    final ResponseHead response = down.head();
    server &= response.keepsAlive() && !down.endsServer();
    client &=
        parties.client.mayKeep() && !down.isUntilClose() && wholeRequest && !response.mustClose();
  }

  /**
   * Keeps the server's connection, or closes it.
   *
   * @param isQuiet whether nothing is under way on it
   */
  void leaveServer(final boolean isQuiet, final long nowNanos) {
    parties.server = null;
    if (!isQuiet) {
      parties.dispatch.release();
      return;
    }
    if (!server) {
      parties.dispatch.releaseAnswered();
      return;
    }
    final boolean isPrivate = parties.backend.config().http().reuse() == BackendHttp.Reuse.NEVER;
    final PooledConnection kept = parties.dispatch.keep(isPrivate, nowNanos);
    if (own != kept) {
      // It leads to another server than this request went to.
      close();
    }
    own = isPrivate ? kept : null;
  }

  /** Nobody else may use what was the client's own. */
  void close() {
    if (own != null && own.isIdle()) {
      own.closeIdle();
    }
    own = null;
  }
}
