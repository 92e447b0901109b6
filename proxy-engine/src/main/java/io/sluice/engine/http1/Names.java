package io.sluice.engine.http1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The field names that are known by number: a head keeps the number of each field, and a set of
 * those that it has, so that looking for one that is not there costs nothing.
 *
 * <p>Source: the HTTP field name registry (RFC 9110 section 18.4), and what OpenStack sends.
 */
public final class Names {
  private static final List<FieldName> ALL = new ArrayList<>();

  public static final FieldName HOST = known("Host");
  public static final FieldName CONTENT_LENGTH = known("Content-Length");
  public static final FieldName TRANSFER_ENCODING = known("Transfer-Encoding");
  public static final FieldName CONNECTION = known("Connection");
  public static final FieldName UPGRADE = known("Upgrade");
  public static final FieldName EXPECT = known("Expect");
  public static final FieldName KEEP_ALIVE = known("Keep-Alive");
  public static final FieldName TE = known("TE");
  public static final FieldName TRAILER = known("Trailer");
  public static final FieldName PROXY_CONNECTION = known("Proxy-Connection");
  public static final FieldName HTTP2_SETTINGS = known("HTTP2-Settings");
  public static final FieldName COOKIE = known("Cookie");
  public static final FieldName SET_COOKIE = known("Set-Cookie");
  public static final FieldName AUTHORIZATION = known("Authorization");
  public static final FieldName PROXY_AUTHORIZATION = known("Proxy-Authorization");
  public static final FieldName PROXY_AUTHENTICATE = known("Proxy-Authenticate");
  public static final FieldName PROXY_AUTHENTICATION_INFO = known("Proxy-Authentication-Info");
  public static final FieldName WWW_AUTHENTICATE = known("WWW-Authenticate");
  public static final FieldName AUTHENTICATION_INFO = known("Authentication-Info");
  public static final FieldName CONTENT_TYPE = known("Content-Type");
  public static final FieldName CONTENT_ENCODING = known("Content-Encoding");
  public static final FieldName CONTENT_RANGE = known("Content-Range");
  public static final FieldName ACCEPT = known("Accept");
  public static final FieldName ACCEPT_ENCODING = known("Accept-Encoding");
  public static final FieldName USER_AGENT = known("User-Agent");
  public static final FieldName LOCATION = known("Location");
  public static final FieldName SERVER = known("Server");
  public static final FieldName DATE = known("Date");
  public static final FieldName CACHE_CONTROL = known("Cache-Control");
  public static final FieldName PRAGMA = known("Pragma");
  public static final FieldName VARY = known("Vary");
  public static final FieldName AGE = known("Age");
  public static final FieldName EXPIRES = known("Expires");
  public static final FieldName RETRY_AFTER = known("Retry-After");
  public static final FieldName ETAG = known("ETag");
  public static final FieldName LAST_MODIFIED = known("Last-Modified");
  public static final FieldName RANGE = known("Range");
  public static final FieldName IF_MATCH = known("If-Match");
  public static final FieldName IF_NONE_MATCH = known("If-None-Match");
  public static final FieldName IF_MODIFIED_SINCE = known("If-Modified-Since");
  public static final FieldName IF_UNMODIFIED_SINCE = known("If-Unmodified-Since");
  public static final FieldName IF_RANGE = known("If-Range");
  public static final FieldName MAX_FORWARDS = known("Max-Forwards");
  public static final FieldName REFERER = known("Referer");
  public static final FieldName ORIGIN = known("Origin");
  public static final FieldName FORWARDED = known("Forwarded");
  public static final FieldName X_FORWARDED_FOR = known("X-Forwarded-For");
  public static final FieldName X_FORWARDED_PROTO = known("X-Forwarded-Proto");
  public static final FieldName X_FORWARDED_HOST = known("X-Forwarded-Host");
  public static final FieldName X_FORWARDED_PORT = known("X-Forwarded-Port");
  public static final FieldName X_FORWARDED_PREFIX = known("X-Forwarded-Prefix");
  public static final FieldName X_REAL_IP = known("X-Real-IP");
  public static final FieldName X_AUTH_TOKEN = known("X-Auth-Token");
  public static final FieldName X_SUBJECT_TOKEN = known("X-Subject-Token");
  public static final FieldName X_SERVICE_TOKEN = known("X-Service-Token");
  public static final FieldName X_OPENSTACK_REQUEST_ID = known("X-OpenStack-Request-ID");

  /** Fields that speak of one connection and are not passed on (RFC 9110 section 7.6.1). */
  static final long HOP_BY_HOP =
      bits(CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, UPGRADE, HTTP2_SETTINGS);

  /** What decides how a message is read. A fold in one of them is never accepted. */
  static final long FRAMING = bits(CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, UPGRADE, HOST);

  /**
   * Fields that a Connection field cannot name away: without them the server would read another
   * message, or believe another sender.
   */
  static final long PROTECTED =
      bits(HOST, CONTENT_LENGTH, TRANSFER_ENCODING, EXPECT, TRAILER, CONTENT_TYPE, DATE)
          | bits(CONTENT_ENCODING, CONTENT_RANGE, RANGE, CACHE_CONTROL, LOCATION, MAX_FORWARDS)
          | bits(AUTHORIZATION, WWW_AUTHENTICATE, COOKIE, SET_COOKIE, ORIGIN)
          | bits(FORWARDED, X_FORWARDED_FOR, X_FORWARDED_PROTO, X_FORWARDED_HOST)
          | bits(X_FORWARDED_PORT, X_FORWARDED_PREFIX, X_REAL_IP)
          | bits(X_AUTH_TOKEN, X_SUBJECT_TOKEN, X_SERVICE_TOKEN);

  /** Fields that mean nothing in a trailer section, or do harm there (RFC 9110 section 6.5.1). */
  static final long NOT_IN_TRAILERS =
      HOP_BY_HOP
          | PROTECTED
          | bits(PROXY_AUTHORIZATION, PROXY_AUTHENTICATE, PROXY_AUTHENTICATION_INFO)
          | bits(AUTHENTICATION_INFO, PRAGMA, VARY, AGE, EXPIRES, RETRY_AFTER)
          | bits(IF_MATCH, IF_NONE_MATCH, IF_MODIFIED_SINCE, IF_UNMODIFIED_SINCE, IF_RANGE)
          | bits(ACCEPT, ACCEPT_ENCODING, USER_AGENT, REFERER, SERVER);

  private static final FieldName[] BY_ID = ALL.toArray(FieldName[]::new);
  private static final int SLOT_BITS = 9;
  private static final byte[][] SLOTS = slots();

  private Names() {}

  private static FieldName known(final String name) {
    final FieldName known = new FieldName(name, ALL.size() + 1);
    ALL.add(known);
    return known;
  }

  /** How many there are; their numbers are from 1 to this. */
  static int count() {
    return BY_ID.length;
  }

  /** The name of a number; null: the number is 0. */
  static FieldName byId(final int id) {
    return id == 0 ? null : BY_ID[id - 1];
  }

  /** The number of a token; 0: it is not known. */
  static int idOf(final byte[] bytes, final int start, final int end, final long key) {
    for (final byte id : SLOTS[slot(key)]) {
      final FieldName known = BY_ID[id - 1];
      if (known.key() == key && known.is(bytes, start, end)) {
        return id;
      }
    }
    return 0;
  }

  /**
   * Whether a token is no {@link #PROTECTED} or {@link #HOP_BY_HOP} name, but would be one if each
   * byte that is no letter or digit were a dash.
   */
  static boolean isLookAlike(final byte[] bytes, final int start, final int end) {
    for (int id = 1; id <= BY_ID.length; id++) {
      if (((PROTECTED | HOP_BY_HOP) & bit(id)) != 0 && BY_ID[id - 1].looksLike(bytes, start, end)) {
        return true;
      }
    }
    return false;
  }

  /** The bit of a number; 0 for the number of what is not known. */
  static long bit(final int id) {
    return (1L << id) & ~1L;
  }

  private static long bits(final FieldName... names) {
    long bits = 0;
    for (final FieldName name : names) {
      bits |= bit(name.id());
    }
    return bits;
  }

  private static int slot(final long key) {
    return (int) (key >>> (Long.SIZE - SLOT_BITS));
  }

  private static byte[][] slots() {
    final byte[][] slots = new byte[1 << SLOT_BITS][0];
    for (final FieldName name : BY_ID) {
      final int slot = slot(name.key());
      final byte[] longer = Arrays.copyOf(slots[slot], slots[slot].length + 1);
      longer[longer.length - 1] = (byte) name.id();
      slots[slot] = longer;
    }
    return slots;
  }
}
