package io.sluice.engine.persist;

import io.sluice.backends.Server;
import io.sluice.config.http.CookieConfig;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.sample.Bytes;
import java.util.Optional;

/** The cookie that a client gets for its server, and what keeps caches from giving it to others. */
final class SetCookie {
  private static final byte[] PRIVATE = Bytes.latin("private");

  private final boolean nocache;
  private final boolean dated;
  private final boolean datedFirst;
  private final byte[] start;
  private final byte[] end;

  /** For a server that has no value of its own: the client is to forget the one that it has. */
  private final byte[] forget;

  SetCookie(final CookieConfig config, final boolean idles, final boolean ages) {
    this.nocache = config.nocache();
    this.dated = idles || ages;
    this.datedFirst = ages;
    final StringBuilder attributes = new StringBuilder();
    for (final String domain : config.domains()) {
      attributes.append("; domain=").append(domain);
    }
    attributes.append(config.httponly() ? "; HttpOnly" : "");
    attributes.append(config.secure() ? "; Secure" : "");
    for (final String attribute : config.attributes()) {
      attributes.append("; ").append(attribute);
    }
    this.start = Bytes.latin(config.name() + "=");
    this.end = Bytes.latin("; path=/" + attributes);
    this.forget =
        Bytes.latin(
            config.name() + "=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/" + attributes);
  }

  /** Adds it; false: there was no room. */
  boolean add(
      final ResponseHead head,
      final Method method,
      final Server server,
      final Persisted with,
      final long nowSeconds) {
    final Optional<String> id = server.config().http().cookie();
    final boolean fits =
        id.isEmpty() ? head.add(Names.SET_COOKIE, forget) : add(head, id.get(), with, nowSeconds);
    if (nocache && isCacheable(head, method)) {
      return head.add(Names.CACHE_CONTROL, PRIVATE) && fits;
    }
    return fits;
  }

  private boolean add(
      final ResponseHead head, final String id, final Persisted with, final long nowSeconds) {
    final byte[] to =
        with.buffer(start.length + id.length() + 2 * CookieDates.LENGTH + 2 + end.length);
    System.arraycopy(start, 0, to, 0, start.length);
    int at = start.length;
    for (int i = 0; i < id.length(); i++) {
      to[at++] = (byte) id.charAt(i);
    }
    if (dated) {
      to[at++] = '|';
      at = CookieDates.write(nowSeconds, to, at);
    }
    if (datedFirst) {
      to[at++] = '|';
      at = CookieDates.write(with.firstSeconds > 0 ? with.firstSeconds : nowSeconds, to, at);
    }
    System.arraycopy(end, 0, to, at, end.length);
    return head.add(Names.SET_COOKIE, to, 0, at + end.length);
  }

  /** Also one that says nothing of caches: they may keep it by heuristics (RFC 9111, 4.2.2). */
  private static boolean isCacheable(final ResponseHead head, final Method method) {
    final boolean byStatus =
        switch (head.status()) {
          case 200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501 -> true;
          default -> false;
        };
    final boolean byMethod = method == Method.GET || method == Method.HEAD;
    return byStatus && byMethod && !Uncacheable.says(head);
  }
}
