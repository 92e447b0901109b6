package io.sluice.engine.sample.fetch;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.convert.Args;
import java.util.List;
import java.util.Map;

/**
 * The cookie of a remote desktop connection's first packet.
 *
 * <p>Source: HAProxy configuration manual, {@code req.rdp_cookie}; MS-RDPBCGR section 2.2.1.1.
 */
public final class RdpCookie {
  private static final byte[] LABEL = Bytes.latin("Cookie:");
  private static final int START = 11;

  private RdpCookie() {}

  static void addTo(final Map<String, FetchFactory> all) {
    all.put("req.rdp_cookie", (args, _) -> fetch(args));
    all.put(
        "req.rdp_cookie_cnt",
        (args, _) -> {
          final Fetch cookie = fetch(args);
          return (txn, sample) -> {
            final boolean found = cookie.fetch(txn, sample);
            sample.setSint(found ? 1 : 0);
            return found || !sample.mayChange();
          };
        });
  }

  private static Fetch fetch(final List<String> args) {
    final byte[] name = Args.has(args, 0) ? Args.bytes(args, 0) : null;
    return (txn, sample) -> find(txn.requestPayload(), name, sample);
  }

  /**
   * Points a sample at the cookie's value.
   *
   * @param name null: whatever it is called
   */
  public static boolean find(final Payload payload, final byte[] name, final Sample sample) {
    final int start = payload.offset;
    final int end = start + payload.length;
    final byte[] bytes = payload.bytes;
    sample.setMayChange(!payload.whole && !payload.full);
    if (payload.length < START) {
      return false;
    }
    final boolean isRdp =
        bytes[start] == 3
            && bytes[start + 1] == 0
            && (bytes[start + 5] & 255) == 0xe0
            && (bytes[start + 4] & 255) + 5
                == ((bytes[start + 2] & 255) << 8 | (bytes[start + 3] & 255));
    if (!isRdp) {
      sample.setMayChange(false);
      return false;
    }
    final int lineEnd = Bytes.indexOf(bytes, start + START, end, '\r');
    if (lineEnd < 0) {
      return false;
    }
    sample.setMayChange(false);
    int at = start + START;
    if (lineEnd - at < LABEL.length || !Bytes.sameIgnoringCase(LABEL, 0, bytes, at, LABEL.length)) {
      return false;
    }
    at += LABEL.length;
    while (at < lineEnd && bytes[at] == ' ') {
      at++;
    }
    final int equals = Bytes.indexOf(bytes, at, lineEnd, '=');
    if (equals < 0
        || (name != null
            && (equals - at != name.length
                || !Bytes.sameIgnoringCase(name, 0, bytes, at, name.length)))) {
      return false;
    }
    sample.setStr(bytes, equals + 1, lineEnd - equals - 1);
    return true;
  }
}
