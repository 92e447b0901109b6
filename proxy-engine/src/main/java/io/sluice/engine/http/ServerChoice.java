package io.sluice.engine.http;

import io.sluice.engine.dispatch.ClientKey;
import io.sluice.engine.persist.Persisted;
import io.sluice.engine.persist.Persistence;
import java.net.SocketAddress;

/**
 * Which server a request is to go to, as far as the request says so: by {@code use-server}, a
 * cookie, a stick table, or the key of the balancing algorithm. Confined to its worker.
 */
final class ServerChoice {
  private final Parties parties;
  private final long clientKey;
  private final Persisted persisted = new Persisted();
  private long balanceKey;

  ServerChoice(final Parties parties, final SocketAddress clientAddress) {
    this.parties = parties;
    clientKey = ClientKey.of(clientAddress);
  }

  /** The client's address, as far as a number can say it. */
  long clientKey() {
    return clientKey;
  }

  void begin() {
    persisted.clear();
  }

  private Persistence persistence() {
    return parties.backend.rules().persistence();
  }

  /** Whether the choice depends on the body. */
  boolean waitsForBody() {
    return persistence().waitsForBody(parties.request.method());
  }

  /**
   * Looks at the request, once its rules are done.
   *
   * @return false: its head had no room for an edit
   */
  boolean onRequest() {
    final boolean fits =
        persistence().onRequest(parties.transaction(), parties.backend.backend(), persisted);
    findKey();
    return fits;
  }

  /** A rule denies the request: its line tells of the cookie still. */
  void onDenied() {
    if (parties.backend != null) {
      persistence().onDenied(parties.transaction(), parties.backend.backend(), persisted);
    }
  }

  /** What the algorithm goes by; to be found anew when the body is there. */
  void findKey() {
    balanceKey = persistence().key(parties.transaction(), clientKey);
  }

  /** Looks for the server. */
  void dispatch(final KeepAlive keepAlive, final long nowNanos) {
    parties.dispatch.insist(persisted.evenDown(), persisted.forced());
    parties.dispatch.begin(
        parties.backend,
        balanceKey,
        persisted.server(),
        keepAlive.reuse(),
        keepAlive.own(),
        nowNanos);
  }

  /**
   * Tells the client, and the tables, who the server is.
   *
   * @return false: the response's head had no room for it
   */
  boolean onResponse(final ResponseWay down) {
    return persistence()
        .onResponse(
            parties.transaction(),
            down.head(),
            parties.request.method(),
            parties.dispatch.server(),
            persisted);
  }

  /** What the log line says of the request's cookie. */
  byte requestLetter() {
    return letter(persisted.requestLetter());
  }

  /** What the log line says of the response's cookie. */
  byte responseLetter() {
    return letter(persisted.responseLetter());
  }

  /** A backend with a cookie has letters, also where nobody came to look at one. */
  private byte letter(final byte found) {
    if (parties.backend == null || !persistence().logsCookie()) {
      return 0;
    }
    return found == 0 ? (byte) 'N' : found;
  }
}
