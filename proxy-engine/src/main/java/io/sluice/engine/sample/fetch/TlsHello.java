package io.sluice.engine.sample.fetch;

import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.Sample;
import java.util.Map;

/**
 * Fetches of the TLS handshake that a connection begins with, read from its first record while the
 * rest of it is passed on untouched.
 *
 * <p>Source: HAProxy configuration manual, {@code req.ssl_hello_type} and its relatives; RFC 8446
 * sections 4.1.2 and 5.1.
 */
final class TlsHello {
  private static final int RECORD_BYTES = 5;
  private static final int HANDSHAKE = 0x16;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;
  private static final int SNI = 0;
  private static final int GROUPS = 10;
  private static final int ALPN = 16;
  private static final int TICKET = 35;

  private TlsHello() {}

  static void addTo(final Map<String, FetchFactory> all) {
    all.put("req.ssl_hello_type", (_, _) -> (t, s) -> type(t.requestPayload(), CLIENT_HELLO, s));
    all.put("res.ssl_hello_type", (_, _) -> (t, s) -> type(t.responsePayload(), SERVER_HELLO, s));
    all.put("req.ssl_ver", (_, _) -> (t, s) -> version(t.requestPayload(), s));
    all.put("req.ssl_sni", (_, _) -> (t, s) -> serverName(t.requestPayload(), s));
    all.put("req.ssl_alpn", (_, _) -> (t, s) -> alpn(t.requestPayload(), s));
    all.put("req.ssl_ec_ext", (_, _) -> ecExtension());
    all.put("req.ssl_st_ext", (_, _) -> ticketExtension());
  }

  private static int at(final Payload payload, final int index) {
    return payload.bytes[payload.offset + index] & 255;
  }

  private static int two(final Payload payload, final int index) {
    return at(payload, index) << 8 | at(payload, index + 1);
  }

  private static boolean tooShort(final Payload payload, final Sample sample) {
    sample.setMayChange(!payload.whole && !payload.full);
    return false;
  }

  /** Whether the first record is a handshake of some bytes at least; else says what is unsure. */
  private static boolean has(final Payload payload, final int bytes, final Sample sample) {
    if ((payload.length > 0 && at(payload, 0) != HANDSHAKE)
        || (payload.length > 1 && at(payload, 1) != 3)) {
      return false;
    }
    return payload.length >= bytes || tooShort(payload, sample);
  }

  /** Whether the whole of it is there; else says what is unsure. */
  private static boolean hasRecord(final Payload payload, final int bytes, final Sample sample) {
    return has(payload, RECORD_BYTES + bytes, sample)
        && (payload.length >= RECORD_BYTES + two(payload, 3) || tooShort(payload, sample));
  }

  private static boolean type(final Payload payload, final int wanted, final Sample sample) {
    if (!hasRecord(payload, 1, sample)) {
      return false;
    }
    final int length = two(payload, 3);
    final int type = at(payload, RECORD_BYTES);
    if (length < 4 || (type != wanted && type != CLIENT_HELLO && type != SERVER_HELLO)) {
      return false;
    }
    sample.setSint(type);
    return true;
  }

  private static boolean version(final Payload payload, final Sample sample) {
    if (!hasRecord(payload, 6, sample)) {
      return false;
    }
    final int record = two(payload, 1);
    final int hello = two(payload, RECORD_BYTES + 4);
    if (at(payload, RECORD_BYTES) != CLIENT_HELLO || (hello < record && record > 0x0304)) {
      return false;
    }
    sample.setSint((long) (hello >> 8) << 16 | (hello & 255));
    return true;
  }

  /**
   * Where the body of an extension of a ClientHello begins.
   *
   * @return -1: there is none, or not enough is there, which the sample says
   */
  private static int extension(final Payload payload, final int wanted, final Sample sample) {
    if (!has(payload, RECORD_BYTES + 4 + 34 + 1, sample)) {
      return -1;
    }
    if (at(payload, RECORD_BYTES) != CLIENT_HELLO) {
      return -1;
    }
    final int end =
        RECORD_BYTES + 4 + (at(payload, RECORD_BYTES + 1) << 16 | two(payload, RECORD_BYTES + 2));
    int next = RECORD_BYTES + 4 + 34;
    if (payload.length < Math.min(end, RECORD_BYTES + two(payload, 3))) {
      tooShort(payload, sample);
      return -1;
    }
    final int last = Math.min(end, payload.length);
    next += 1 + at(payload, next);
    if (next + 2 > last) {
      return -1;
    }
    next += 2 + two(payload, next);
    if (next + 1 > last) {
      return -1;
    }
    next += 1 + at(payload, next);
    next += 2;
    while (next + 4 <= last) {
      final int length = two(payload, next + 2);
      if (next + 4 + length > last) {
        return -1;
      }
      if (two(payload, next) == wanted) {
        return next + 4;
      }
      next += 4 + length;
    }
    return -1;
  }

  private static boolean serverName(final Payload payload, final Sample sample) {
    final int body = extension(payload, SNI, sample);
    if (body < 0 || two(payload, body - 2) < 5) {
      return false;
    }
    final int length = two(payload, body + 3);
    if (at(payload, body + 2) != 0 || length + 5 > two(payload, body - 2)) {
      return false;
    }
    sample.setStr(payload.bytes, payload.offset + body + 5, length);
    return true;
  }

  /** The names side by side, each behind its length, as HAProxy gives the first one. */
  private static boolean alpn(final Payload payload, final Sample sample) {
    final int body = extension(payload, ALPN, sample);
    if (body < 0 || two(payload, body - 2) < 3) {
      return false;
    }
    final int length = at(payload, body + 2);
    if (length + 3 > two(payload, body - 2)) {
      return false;
    }
    sample.setStr(payload.bytes, payload.offset + body + 3, length);
    return true;
  }

  private static Fetch ecExtension() {
    return (txn, sample) -> {
      final boolean there = extension(txn.requestPayload(), GROUPS, sample) >= 0;
      sample.setBool(there);
      return there;
    };
  }

  /** 0: none; 1: an empty one; 2: one with a ticket. */
  private static Fetch ticketExtension() {
    return (txn, sample) -> {
      final Payload payload = txn.requestPayload();
      final int body = extension(payload, TICKET, sample);
      if (body < 0 && sample.mayChange()) {
        return false;
      }
      sample.setSint(body < 0 ? 0 : two(payload, body - 2) == 0 ? 1 : 2);
      return true;
    };
  }
}
