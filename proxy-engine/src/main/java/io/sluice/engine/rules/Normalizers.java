package io.sluice.engine.rules;

import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Transaction;
import java.util.Arrays;

/**
 * Other ways to write the same path or query. Stateless.
 *
 * <p>Source: HAProxy configuration manual, {@code http-request normalize-uri}; RFC 3986 section
 * 6.2.
 */
final class Normalizers {
  private Normalizers() {}

  /** Writes what a part becomes; false: the part is wrong, and strict means to fail then. */
  @FunctionalInterface
  interface Normalizer {
    boolean normalize(byte[] bytes, int from, int to, Output into);
  }

  /**
   * The one of that name.
   *
   * @param text with its option behind it
   */
  static RuleAction of(final String text) {
    return switch (text) {
      case "path-merge-slashes" -> path(Normalizers::mergeSlashes);
      case "path-strip-dot" -> path(Normalizers::stripDot);
      case "path-strip-dotdot" ->
          path((b, from, to, into) -> stripDotDot(b, from, to, into, false));
      case "path-strip-dotdot full" ->
          path((b, from, to, into) -> stripDotDot(b, from, to, into, true));
      case "percent-decode-unreserved" -> whole((b, f, t, into) -> decode(b, f, t, into, false));
      case "percent-decode-unreserved strict" ->
          whole((b, f, t, into) -> decode(b, f, t, into, true));
      case "percent-to-uppercase" -> whole((b, f, t, into) -> upper(b, f, t, into, false));
      case "percent-to-uppercase strict" -> whole((b, f, t, into) -> upper(b, f, t, into, true));
      case "query-sort-by-name" -> query();
      // The parser lets no fragment in.
      case "fragment-encode", "fragment-strip" -> (_, _) -> Outcome.NEXT;
      default -> throw new RuleProblem("there is no normalizer " + text);
    };
  }

  private static RuleAction path(final Normalizer normalizer) {
    return (txn, _) -> {
      final RequestHead head = txn.request();
      if (head == null || head.pathStart() == head.pathEnd() || !isPath(head)) {
        return Outcome.NEXT;
      }
      final Output made = output(txn);
      if (!normalizer.normalize(head.bytes(), head.pathStart(), head.pathEnd(), made)) {
        return Outcome.FAILED;
      }
      return same(head, head.pathStart(), head.pathEnd(), made)
              || head.setPath(made.bytes(), 0, made.length())
          ? Outcome.NEXT
          : Outcome.FAILED;
    };
  }

  private static RuleAction whole(final Normalizer normalizer) {
    return (txn, _) -> {
      final RequestHead head = txn.request();
      if (head == null || !isPath(head)) {
        return Outcome.NEXT;
      }
      final Output made = output(txn);
      if (!normalizer.normalize(head.bytes(), head.pathStart(), head.targetEnd(), made)) {
        return Outcome.FAILED;
      }
      return same(head, head.pathStart(), head.targetEnd(), made)
              || head.setPathAndQuery(made.bytes(), 0, made.length())
          ? Outcome.NEXT
          : Outcome.FAILED;
    };
  }

  private static RuleAction query() {
    return (txn, _) -> {
      final RequestHead head = txn.request();
      if (head == null || !head.hasQuery() || head.queryEnd() == head.queryStart()) {
        return Outcome.NEXT;
      }
      final Output made = output(txn);
      sort(head.bytes(), head.queryStart(), head.queryEnd(), made);
      return same(head, head.queryStart(), head.queryEnd(), made)
              || head.setQuery(made.bytes(), 0, made.length())
          ? Outcome.NEXT
          : Outcome.FAILED;
    };
  }

  private static boolean isPath(final RequestHead head) {
    return head.pathStart() < head.pathEnd() && head.bytes()[head.pathStart()] == '/';
  }

  private static Output output(final Transaction txn) {
    txn.scratch().output().clear();
    return txn.scratch().output();
  }

  private static boolean same(
      final RequestHead head, final int from, final int to, final Output made) {
    return Arrays.equals(head.bytes(), from, to, made.bytes(), 0, made.length());
  }

  private static boolean mergeSlashes(
      final byte[] bytes, final int from, final int to, final Output into) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != '/' || i == from || bytes[i - 1] != '/') {
        into.put(bytes[i]);
      }
    }
    return true;
  }

  /** Segments that are one dot go. */
  private static boolean stripDot(
      final byte[] bytes, final int from, final int to, final Output into) {
    int at = from;
    while (at < to) {
      if (bytes[at] == '/' && at + 1 < to && bytes[at + 1] == '.') {
        if (at + 2 == to) {
          into.put('/');
          return true;
        }
        if (bytes[at + 2] == '/') {
          at += 2;
          continue;
        }
      }
      into.put(bytes[at++]);
    }
    return true;
  }

  /** Segments that are two dots go, and the one before each. */
  private static boolean stripDotDot(
      final byte[] bytes, final int from, final int to, final Output into, final boolean full) {
    int at = from;
    while (at < to) {
      int end = at + 1;
      while (end < to && bytes[end] != '/') {
        end++;
      }
      final boolean up = end - at == 3 && bytes[at + 1] == '.' && bytes[at + 2] == '.';
      if (!up) {
        into.put(bytes, at, end - at);
      } else if (into.length() > 0 && !isUp(into)) {
        into.cut(lastSlash(into));
        if (end == to) {
          into.put('/');
        }
      } else if (!full) {
        into.put(bytes, at, end - at);
      } else if (end == to) {
        into.put('/');
      }
      at = end;
    }
    if (into.length() == 0) {
      into.put('/');
    }
    return true;
  }

  private static boolean isUp(final Output path) {
    final int at = lastSlash(path);
    return path.length() - at == 3 && path.bytes()[at + 1] == '.' && path.bytes()[at + 2] == '.';
  }

  private static int lastSlash(final Output path) {
    int at = path.length() - 1;
    while (at > 0 && path.bytes()[at] != '/') {
      at--;
    }
    return at;
  }

  private static boolean decode(
      final byte[] bytes, final int from, final int to, final Output into, final boolean strict) {
    int at = from;
    while (at < to) {
      if (bytes[at] != '%') {
        into.put(bytes[at++]);
        continue;
      }
      final int code = code(bytes, at, to);
      if (code < 0 && strict) {
        return false;
      }
      if (code >= 0 && isUnreserved(code)) {
        into.put(code);
        at += 3;
      } else {
        into.put(bytes[at++]);
      }
    }
    return true;
  }

  private static boolean upper(
      final byte[] bytes, final int from, final int to, final Output into, final boolean strict) {
    int at = from;
    while (at < to) {
      final int code = bytes[at] == '%' ? code(bytes, at, to) : -1;
      if (bytes[at] == '%' && code < 0 && strict) {
        return false;
      }
      into.put(bytes[at++]);
      if (code >= 0) {
        into.putHex(code);
        at += 2;
      }
    }
    return true;
  }

  private static int code(final byte[] bytes, final int at, final int to) {
    if (at + 2 >= to) {
      return -1;
    }
    final int high = Digits.hex(bytes[at + 1]);
    final int low = Digits.hex(bytes[at + 2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean isUnreserved(final int c) {
    return (c < 128 && Character.isLetterOrDigit(c))
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  /** Stable, by the names. */
  private static void sort(final byte[] bytes, final int from, final int to, final Output into) {
    final String[] params =
        new String(bytes, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1)
            .split("&", -1);
    Arrays.sort(params, java.util.Comparator.comparing(p -> p.split("=", 2)[0]));
    into.put(String.join("&", params));
  }
}
