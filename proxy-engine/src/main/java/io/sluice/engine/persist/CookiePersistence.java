package io.sluice.engine.persist;

import io.sluice.backends.Backend;
import io.sluice.backends.Server;
import io.sluice.config.http.CookieConfig;
import io.sluice.config.http.CookieConfig.Mode;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.sample.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Clients come back to their server by a cookie. Asked once for each request, before a server is
 * looked for, and once for each response, before it goes to the client. Immutable; shared by all
 * workers; allocates nothing.
 *
 * <p>Source: HAProxy configuration manual, {@code cookie}; session state flags, section 8.5.
 */
public final class CookiePersistence {
  private static final byte PREFIX_END = '~';
  private static final byte DATE_START = '|';

  /** Dates so far ahead are no clock's mistake. */
  private static final long MOST_AHEAD_SECONDS = 24 * 60 * 60;

  private final CookieConfig config;
  private final byte[] name;
  private final SetCookie answer;
  private final long idleSeconds;
  private final long lifeSeconds;

  /** Of one backend. */
  public CookiePersistence(final CookieConfig config) {
    this.config = config;
    this.name = Bytes.latin(config.name());
    this.idleSeconds = seconds(config.maxidle());
    this.lifeSeconds = seconds(config.maxlife());
    this.answer = new SetCookie(config, idleSeconds > 0, lifeSeconds > 0);
  }

  private static long seconds(final Optional<Duration> time) {
    return time.map(Duration::toSeconds).orElse(0L);
  }

  /** Whether log lines tell of it: of a cookie that is only read they do not. */
  boolean isLogged() {
    return config.mode() != Mode.PASSIVE || config.indirect();
  }

  /**
   * Looks for the cookie, and takes it out of the request where the server is not to see it.
   *
   * @param backend whose servers it may name
   * @param assigned whether the server is known already, or cookies are to be ignored
   * @param persistDown whether a server that is down is followed too
   * @param into gets the server and the log's letter
   * @param nowSeconds the wall clock, in seconds of the epoch
   * @return false: there was no room to edit the request
   */
  public boolean onRequest(
      final RequestHead head,
      final Backend backend,
      final boolean assigned,
      final boolean persistDown,
      final Persisted into,
      final long nowSeconds) {
    into.requestLetter = 'N';
    into.responseLetter = 'N';
    boolean fits = true;
    for (int field = head.find(Names.COOKIE, -1); field >= 0; ) {
      final int next = head.find(Names.COOKIE, field);
      fits &= inField(head, field, backend, assigned, persistDown, into, nowSeconds);
      field = next;
    }
    return fits;
  }

  private boolean inField(
      final RequestHead head,
      final int field,
      final Backend backend,
      final boolean assigned,
      final boolean persistDown,
      final Persisted into,
      final long nowSeconds) {
    final byte[] bytes = head.bytes();
    final CookieCursor cursor = into.cursor;
    final CookieEdit edit = into.edit;
    cursor.begin(bytes, head.valueStart(field), head.valueEnd(field));
    edit.begin(head, field);
    while (cursor.next()) {
      if (cursor.isAttribute()) {
        continue;
      }
      if (!cursor.isNamed(name)) {
        edit.keep(cursor);
        continue;
      }
      final int end = idEnd(bytes, cursor);
      final boolean good = isFresh(bytes, end, into, nowSeconds);
      choose(bytes, good ? end : cursor.valueStart, backend, assigned, persistDown, into);
      edit(edit, end, cursor);
    }
    return edit.end(head, field);
  }

  /** Where the server's name ends in the value. */
  private int idEnd(final byte[] bytes, final CookieCursor cursor) {
    final int end =
        Bytes.indexOf(
            bytes,
            cursor.valueStart,
            cursor.valueEnd,
            config.mode() == Mode.PREFIX ? PREFIX_END : DATE_START);
    return end < 0 ? cursor.valueEnd : end;
  }

  /** The server sees no cookie that is not its own. */
  private void edit(final CookieEdit edit, final int idEnd, final CookieCursor cursor) {
    if (config.mode() == Mode.PREFIX && idEnd < cursor.valueEnd) {
      edit.keepFrom(cursor, idEnd + 1);
    } else if (config.mode() == Mode.INSERT && config.indirect()) {
      edit.remove(cursor);
    } else {
      edit.keep(cursor);
    }
  }

  private boolean isFresh(
      final byte[] bytes, final int idEnd, final Persisted into, final long nowSeconds) {
    final CookieCursor cursor = into.cursor;
    if (config.mode() == Mode.PREFIX || idEnd == cursor.valueEnd) {
      return true;
    }
    into.lastSeconds = CookieDates.read(bytes, idEnd + 1, cursor.valueEnd);
    final int second = Bytes.indexOf(bytes, idEnd + 1, cursor.valueEnd, DATE_START);
    into.firstSeconds = second < 0 ? 0 : CookieDates.read(bytes, second + 1, cursor.valueEnd);
    final boolean old = isOver(into.firstSeconds, lifeSeconds, nowSeconds);
    if (!old && !isOver(into.lastSeconds, idleSeconds, nowSeconds)) {
      return true;
    }
    into.requestLetter = (byte) (old ? 'O' : 'E');
    into.lastSeconds = 0;
    into.firstSeconds = 0;
    return false;
  }

  private static boolean isOver(final long date, final long most, final long nowSeconds) {
    final long age = nowSeconds - date;
    return date != 0 && most != 0 && (age > most || age < -MOST_AHEAD_SECONDS);
  }

  private void choose(
      final byte[] bytes,
      final int idEnd,
      final Backend backend,
      final boolean assigned,
      final boolean persistDown,
      final Persisted into) {
    // A cookie behind the one that named the server is not used.
    final boolean known = assigned || into.server != null;
    final boolean looks = !known && idEnd > into.cursor.valueStart;
    if (looks && isFound(bytes, idEnd, backend.servers(), persistDown, into)) {
      return;
    }
    switch (into.requestLetter) {
      case 'V', 'D', 'E', 'O' -> {}
      default -> into.requestLetter = (byte) (known ? 'U' : 'I');
    }
  }

  /** Several servers may have one name, such as backups of each other; the first that is up has. */
  private boolean isFound(
      final byte[] bytes,
      final int idEnd,
      final List<Server> servers,
      final boolean persistDown,
      final Persisted into) {
    boolean found = false;
    for (int i = 0; i < servers.size(); i++) {
      final Server server = servers.get(i);
      if (isCalled(server, bytes, into.cursor.valueStart, idEnd)) {
        final boolean up = server.takesPersistent();
        found = true;
        into.requestLetter = (byte) (up ? 'V' : 'D');
        if (up || persistDown) {
          into.server = server;
          return true;
        }
      }
    }
    return found;
  }

  private static boolean isCalled(
      final Server server, final byte[] bytes, final int from, final int idEnd) {
    final Optional<String> cookie = server.config().http().cookie();
    if (cookie.isEmpty() || cookie.get().length() != idEnd - from) {
      return false;
    }
    final String id = cookie.get();
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Puts the server's cookie right, and adds one where the client is to have one.
   *
   * @param method of the request
   * @param server that answered
   * @param ignored whether cookies are to be ignored for this request
   * @param with what {@link #onRequest} found; gets the log's letter
   * @return false: there was no room to edit the response
   */
  public boolean onResponse(
      final ResponseHead head,
      final Method method,
      final Server server,
      final boolean ignored,
      final Persisted with,
      final long nowSeconds) {
    if (ignored) {
      return true;
    }
    final boolean direct = with.server() == server;
    final CookieCursor cursor = with.cursor;
    boolean fits = true;
    for (int field = head.find(Names.SET_COOKIE, -1); field >= 0; ) {
      final int next = head.find(Names.SET_COOKIE, field);
      cursor.begin(head.bytes(), head.valueStart(field), head.valueEnd(field));
      if (cursor.next() && cursor.isNamed(name)) {
        fits &= provided(head, field, server, direct, with);
      }
      field = next;
    }
    if (config.mode() == Mode.INSERT
        && !(with.responseLetter == 'P' && config.preserve())
        && (!direct || isDateWrong(with, nowSeconds))
        && (!config.postonly() || method == Method.POST)) {
      fits &= answer.add(head, method, server, with, nowSeconds);
      with.responseLetter =
          (byte) (direct && server.config().http().cookie().isPresent() ? 'U' : 'I');
    }
    return fits;
  }

  private boolean isDateWrong(final Persisted with, final long nowSeconds) {
    return ((idleSeconds > 0 || with.lastSeconds > 0) && with.lastSeconds < nowSeconds)
        || (lifeSeconds > 0) != (with.firstSeconds > 0);
  }

  /** The server sets a cookie of this name itself. */
  private boolean provided(
      final ResponseHead head,
      final int field,
      final Server server,
      final boolean direct,
      final Persisted with) {
    with.responseLetter = 'P';
    if (!config.preserve() && (config.mode() == Mode.INSERT || (direct && config.indirect()))) {
      with.responseLetter = 'D';
      head.delete(field);
      return true;
    }
    final Optional<String> id = server.config().http().cookie();
    final boolean prefix = config.mode() == Mode.PREFIX;
    if (id.isPresent() && !config.preserve() && (prefix || config.mode() == Mode.REWRITE)) {
      with.responseLetter = 'R';
      final int from = prefix ? with.cursor.valueStart : with.cursor.valueEnd;
      return write(head, field, id.get(), prefix, from, with);
    }
    return !with.cursor.isSpaced() || write(head, field, "", false, with.cursor.valueStart, with);
  }

  /** Writes the field anew: the name, something before the value, and the value from a place on. */
  private static boolean write(
      final ResponseHead head,
      final int field,
      final String id,
      final boolean prefix,
      final int from,
      final Persisted with) {
    final byte[] bytes = head.bytes();
    final int start = head.valueStart(field);
    final int end = head.valueEnd(field);
    final byte[] to = with.buffer(end - start + id.length() + 1);
    int at = with.cursor.nameEnd - start;
    System.arraycopy(bytes, start, to, 0, at);
    to[at++] = '=';
    for (int i = 0; i < id.length(); i++) {
      to[at++] = (byte) id.charAt(i);
    }
    if (prefix) {
      to[at++] = PREFIX_END;
    }
    System.arraycopy(bytes, from, to, at, end - from);
    return head.setValue(field, to, 0, at + end - from);
  }
}
