package io.sluice.engine.sample.fetch;

import io.sluice.config.http.SampleType;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.Fields;
import io.sluice.engine.http1.Names;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.convert.Args;
import io.sluice.engine.sample.fetch.Heads.Side;
import java.util.List;
import java.util.Map;

/**
 * Fetches of cookies.
 *
 * <p>Source: HAProxy configuration manual, {@code req.cook} and its relatives; RFC 6265 section
 * 4.2.1.
 */
final class Cookies {
  private Cookies() {}

  static void addTo(final Map<String, FetchFactory> all) {
    for (final Side side : Side.values()) {
      final String prefix = side == Side.REQUEST ? "req." : "res.";
      all.put(prefix + "cook", (args, _) -> value(side, args));
      all.put(prefix + "cook_val", (args, _) -> HeaderFetches.number(value(side, args)));
      all.put(prefix + "cook_cnt", (args, _) -> count(side, args));
    }
  }

  private static Fetch value(final Side side, final List<String> args) {
    final byte[] name = Args.has(args, 0) ? Args.bytes(args, 0) : null;
    return (txn, sample) -> {
      final Fields head = Heads.of(side, txn, sample);
      if (head == null) {
        return false;
      }
      if (sample.iterating() || name == null) {
        final long next = next(side, head, name, sample.cursor(), sample);
        if (next != 0 && sample.iterating()) {
          sample.setMore(next);
        }
        return next != 0;
      }
      return last(side, head, name, sample);
    };
  }

  private static boolean last(
      final Side side, final Fields head, final byte[] name, final Sample sample) {
    boolean found = false;
    int start = 0;
    int length = 0;
    for (long at = next(side, head, name, 0, sample);
        at != 0;
        at = next(side, head, name, at, sample)) {
      found = true;
      start = sample.offset();
      length = sample.length();
    }
    if (found) {
      sample.setStr(head.bytes(), start, length);
    }
    return found;
  }

  private static Fetch count(final Side side, final List<String> args) {
    final byte[] name = Args.has(args, 0) ? Args.bytes(args, 0) : null;
    return (txn, sample) -> {
      final Fields head = Heads.of(side, txn, sample);
      if (head == null) {
        return false;
      }
      int count = 0;
      for (long at = next(side, head, name, 0, sample);
          at != 0;
          at = next(side, head, name, at, sample)) {
        count++;
      }
      sample.setSint(count);
      return true;
    };
  }

  /** Points a sample at the next cookie's value. Returns the next cursor; 0: there is none. */
  private static long next(
      final Side side,
      final Fields head,
      final byte[] name,
      final long cursor,
      final Sample sample) {
    final FieldName header = side == Side.REQUEST ? Names.COOKIE : Names.SET_COOKIE;
    int field = (int) (cursor >>> 32) - 1;
    int at = (int) cursor;
    if (field < 0) {
      field = head.find(header, -1);
      at = field < 0 ? 0 : head.valueStart(field);
    }
    while (field >= 0) {
      final int end = head.valueEnd(field);
      while (at < end) {
        final int pairEnd = side == Side.REQUEST ? pairEnd(head.bytes(), at, end) : end;
        if (isNamed(head.bytes(), at, pairEnd, end, name, sample)) {
          return (long) (field + 1) << 32 | (pairEnd + 1);
        }
        at = pairEnd + 1;
      }
      field = head.find(header, field);
      at = field < 0 ? 0 : head.valueStart(field);
    }
    return 0;
  }

  private static int pairEnd(final byte[] bytes, final int from, final int to) {
    boolean quoted = false;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '"') {
        quoted = !quoted;
      } else if (!quoted && (bytes[i] == ';' || bytes[i] == ',')) {
        return i;
      }
    }
    return to;
  }

  private static boolean isNamed(
      final byte[] bytes,
      final int from,
      final int pairEnd,
      final int lineEnd,
      final byte[] name,
      final Sample sample) {
    final int start = skip(bytes, from, pairEnd);
    final int equals = Bytes.indexOf(bytes, start, pairEnd, '=');
    if (equals < 0) {
      return false;
    }
    final int nameEnd = trim(bytes, start, equals);
    if (name != null
        && (nameEnd - start != name.length || !Bytes.same(name, 0, bytes, start, name.length))) {
      return false;
    }
    final int valueStart = skip(bytes, equals + 1, pairEnd);
    final int valueEnd = trim(bytes, valueStart, pairEnd(bytes, valueStart, lineEnd));
    sample.setBytes(SampleType.STR, bytes, valueStart, valueEnd - valueStart);
    return true;
  }

  private static int skip(final byte[] bytes, final int from, final int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static int trim(final byte[] bytes, final int from, final int to) {
    int at = to;
    while (at > from && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t')) {
      at--;
    }
    return at;
  }
}
