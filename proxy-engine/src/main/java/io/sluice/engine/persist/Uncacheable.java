package io.sluice.engine.persist;

import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.ResponseHead;
import io.sluice.engine.sample.Bytes;

/**
 * Whether a response forbids caches that others share to keep it.
 *
 * <p>Source: RFC 9111 section 5.2.2; {@code Pragma} as it was used before.
 */
final class Uncacheable {
  private static final byte[][] DIRECTIVES = {
    Bytes.latin("private"),
    Bytes.latin("no-cache"),
    Bytes.latin("no-store"),
    Bytes.latin("max-age=0"),
    Bytes.latin("s-maxage=0")
  };
  private static final byte[][] NO_CACHE = {Bytes.latin("no-cache")};

  private Uncacheable() {}

  static boolean says(final ResponseHead head) {
    return has(head, Names.CACHE_CONTROL, DIRECTIVES) || has(head, Names.PRAGMA, NO_CACHE);
  }

  private static boolean has(final ResponseHead head, final FieldName name, final byte[][] words) {
    for (int field = head.find(name, -1); field >= 0; field = head.find(name, field)) {
      for (final byte[] word : words) {
        if (lists(head.bytes(), head.valueStart(field), head.valueEnd(field), word)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean lists(
      final byte[] bytes, final int from, final int to, final byte[] word) {
    int at = from;
    while (at < to) {
      final int comma = Bytes.indexOf(bytes, at, to, ',');
      final int end = comma < 0 ? to : comma;
      while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
        at++;
      }
      int last = end;
      while (last > at && (bytes[last - 1] == ' ' || bytes[last - 1] == '\t')) {
        last--;
      }
      if (last - at == word.length && Bytes.sameIgnoringCase(bytes, at, word, 0, word.length)) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }
}
