package io.sluice.engine.persist;

import io.sluice.backends.Server;
import io.sluice.backends.stick.StickKey;
import io.sluice.backends.stick.StickTable;
import io.sluice.engine.sample.Tracked;

/**
 * What one exchange has of persistence: the server that it asked for by a cookie or that a table
 * remembers, and what its log line says of that. Made once for an exchange's object and used for
 * one request after another; confined to its worker.
 */
public final class Persisted {
  private static final int FIRST_BYTES = 256;

  /** Tables that one exchange stores its server in, as many as in HAProxy. */
  private static final int MOST_STORED = 8;

  /** The server that the request is for; null: none, or it is not to be followed. */
  Server server;

  /** The third letter of the termination state; 0: the backend has no cookie. */
  byte requestLetter;

  /** The fourth letter of the termination state; 0: the backend has no cookie. */
  byte responseLetter;

  /** When the cookie was given out last, in seconds of the epoch; 0: it does not say. */
  long lastSeconds;

  /** When the cookie was given out first; 0: it does not say. */
  long firstSeconds;

  /** The server that a rule names; null: none. */
  Server used;

  /** Whether a server that is down is followed too. */
  boolean evenDown;

  /** Whether no other server is to be taken in its place. */
  boolean forced;

  /** Whether the cookie does not count. */
  boolean ignored;

  final CookieCursor cursor = new CookieCursor();
  final CookieEdit edit = new CookieEdit();

  private byte[] buffer = new byte[FIRST_BYTES];
  private final StickTable[] tables = new StickTable[MOST_STORED];
  private final StickKey[] keys = new StickKey[MOST_STORED];
  private int stored;

  /** Begins the next request. */
  public void clear() {
    server = null;
    requestLetter = 0;
    responseLetter = 0;
    lastSeconds = 0;
    firstSeconds = 0;
    used = null;
    evenDown = false;
    forced = false;
    ignored = false;
    stored = 0;
  }

  /**
   * The server that the request is for, by a rule or by what is known of the client; null: none.
   */
  public Server server() {
    return used == null ? server : used;
  }

  /** Whether that server is asked for even where it is down. */
  public boolean evenDown() {
    return evenDown;
  }

  /** Whether no other server is to be tried where that one cannot be reached. */
  public boolean forced() {
    return forced;
  }

  /** Whether the table will remember the server already. */
  boolean stores(final StickTable table) {
    for (int i = 0; i < stored; i++) {
      if (tables[i] == table) {
        return true;
      }
    }
    return stored == MOST_STORED;
  }

  /** The table shall remember the server, by the key that the place has now. */
  void store(final Tracked.Place place) {
    if (tables[stored] != place.table()) {
      tables[stored] = place.table();
      keys[stored] = place.table().newKey();
    }
    keys[stored].set(place.key());
    stored++;
  }

  void storeAll(final Server answered, final long nowMillis) {
    for (int i = 0; i < stored; i++) {
      // A table without room remembers nothing; the next request tries again.
      final boolean _ = tables[i].storeServer(keys[i], answered.nameKey(), nowMillis);
    }
    stored = 0;
  }

  /** The third letter of the termination state; 0: none. */
  public byte requestLetter() {
    return requestLetter;
  }

  /** The fourth letter of the termination state; 0: none. */
  public byte responseLetter() {
    return responseLetter;
  }

  /** Room to write a field's value to. */
  byte[] buffer(final int bytes) {
    if (buffer.length < bytes) {
      buffer = new byte[Math.max(bytes, 2 * buffer.length)];
    }
    return buffer;
  }
}
