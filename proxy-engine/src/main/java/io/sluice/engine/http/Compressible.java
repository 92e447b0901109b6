package io.sluice.engine.http;

import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Framing;
import io.sluice.engine.http1.ListCursor;
import io.sluice.engine.http1.Names;
import io.sluice.engine.http1.ResponseHead;
import java.util.List;

/**
 * Tells which responses may be compressed. Confined to one event loop, used for one response after
 * the other.
 *
 * <p>Source: HAProxy's manual, {@code compression}. As there, a body that ends with its connection
 * is left alone: in chunks, one that was cut would look whole.
 */
final class Compressible {
  private final ListCursor list = new ListCursor();

  /**
   * Whether it may be.
   *
   * @param types content types, or what they begin with up to their slash; empty: all
   * @param minBytes what a body has at least, where its length is known
   */
  boolean test(final ResponseHead head, final List<String> types, final long minBytes) {
    return head.minorVersion() > 0
        && head.status() >= 200
        && head.status() <= 203
        && isLongEnough(head, minBytes)
        && !head.has(Names.CONTENT_ENCODING)
        && isOfType(head, types)
        && !lists(head, Names.CACHE_CONTROL, "no-transform")
        && hasSoundTag(head);
  }

  private static boolean isLongEnough(final ResponseHead head, final long minBytes) {
    return head.framing() == Framing.CHUNKED
        || (head.framing() == Framing.LENGTH && head.contentLength() >= minBytes);
  }

  /** One whose type is not said is of none. */
  private static boolean isOfType(final ResponseHead head, final List<String> types) {
    final int field = head.find(Names.CONTENT_TYPE, -1);
    if (field < 0) {
      return false;
    }
    final byte[] bytes = head.bytes();
    final int from = head.valueStart(field);
    final int to = Word.end(bytes, from, head.valueEnd(field), ';');
    if (from == to || Word.begins(bytes, from, to, "multipart")) {
      return false;
    }
    for (int i = 0; i < types.size(); i++) {
      if (matches(bytes, from, to, types.get(i))) {
        return true;
      }
    }
    return types.isEmpty();
  }

  private static boolean matches(
      final byte[] bytes, final int from, final int to, final String type) {
    final int slash = type.indexOf('/');
    final boolean isWhole = slash >= 0 && slash < type.length() - 1;
    return isWhole ? Word.is(bytes, from, to, type) : Word.begins(bytes, from, to, type);
  }

  /** None, or one that can be made weak. */
  private static boolean hasSoundTag(final ResponseHead head) {
    final int field = head.find(Names.ETAG, -1);
    if (field < 0) {
      return true;
    }
    return head.find(Names.ETAG, field) < 0 && (isStrong(head, field) || isWeak(head, field));
  }

  private static boolean isWeak(final ResponseHead head, final int field) {
    final int from = head.valueStart(field);
    return head.valueEnd(field) - from >= 3
        && head.bytes()[from] == 'W'
        && head.bytes()[from + 1] == '/'
        && head.bytes()[from + 2] == '"';
  }

  /** Whether an entity tag says that every byte is the same. */
  static boolean isStrong(final ResponseHead head, final int field) {
    return head.valueEnd(field) > head.valueStart(field)
        && head.bytes()[head.valueStart(field)] == '"';
  }

  /** Whether a word is in a list, which may go on in several fields. */
  boolean lists(final ResponseHead head, final FieldName name, final String word) {
    for (int i = head.find(name, -1); i >= 0; i = head.find(name, i)) {
      list.begin(head.bytes(), head.valueStart(i), head.valueEnd(i));
      while (list.next()) {
        if (Word.is(head.bytes(), list.start(), list.end(), word)) {
          return true;
        }
      }
    }
    return false;
  }
}
