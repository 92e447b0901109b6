package io.sluice.engine.http;

import io.sluice.engine.http1.ListCursor;
import io.sluice.engine.http1.MessageHead;
import io.sluice.engine.http1.Names;

/**
 * Reads whether a client takes gzip. Confined to one event loop, used for one request after the
 * other.
 *
 * <p>Source: RFC 9110 sections 12.4.2 and 12.5.3, HAProxy's manual {@code compression}: what is
 * said of gzip itself goes before what is said of {@code *}, and a quality of 0 refuses. A quality
 * that is none counts as 0.
 */
final class AcceptEncoding {
  private final ListCursor list = new ListCursor();

  /** Whether the client asked for it, by name or by {@code *}. */
  boolean allowsGzip(final MessageHead head) {
    boolean any = false;
    boolean named = false;
    boolean refused = false;
    for (int i = head.find(Names.ACCEPT_ENCODING, -1);
        i >= 0;
        i = head.find(Names.ACCEPT_ENCODING, i)) {
      list.begin(head.bytes(), head.valueStart(i), head.valueEnd(i));
      while (list.next()) {
        final boolean taken = isTaken(head.bytes(), list.start(), list.end());
        if (isNamed(head.bytes(), "gzip") || isNamed(head.bytes(), "x-gzip")) {
          named |= taken;
          refused |= !taken;
        } else if (isNamed(head.bytes(), "*")) {
          any |= taken;
        }
      }
    }
    return !refused && (named || any);
  }

  private boolean isNamed(final byte[] bytes, final String coding) {
    final int end = Word.end(bytes, list.start(), list.end(), ';');
    return Word.is(bytes, list.start(), end, coding);
  }

  /** Whether its quality is above 0, or not said. */
  private static boolean isTaken(final byte[] bytes, final int from, final int to) {
    int p = from;
    while (p < to) {
      if (bytes[p++] != ';') {
        continue;
      }
      while (p < to && (bytes[p] == ' ' || bytes[p] == '\t')) {
        p++;
      }
      if (Word.begins(bytes, p, to, "q=")) {
        return isPositive(bytes, p + 2, Word.end(bytes, p, to, ';'));
      }
    }
    return true;
  }

  private static boolean isPositive(final byte[] bytes, final int from, final int to) {
    boolean positive = false;
    for (int p = from; p < to; p++) {
      if (bytes[p] != '.' && (bytes[p] < '0' || bytes[p] > '9')) {
        return false;
      }
      positive |= bytes[p] > '0';
    }
    return positive;
  }
}
