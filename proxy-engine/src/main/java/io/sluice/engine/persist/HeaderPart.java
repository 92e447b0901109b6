package io.sluice.engine.persist;

import io.sluice.backends.Balancer;
import io.sluice.engine.http1.FieldName;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.sample.Transaction;

/** The first value of a header field, or the domain in it. */
final class HeaderPart implements RequestKey.Part {
  private final FieldName name;
  private final boolean domainOnly;

  HeaderPart(final String name, final boolean domainOnly) {
    this.name = FieldName.of(name);
    this.domainOnly = domainOnly;
  }

  @Override
  public long key(final Transaction txn, final RequestKey hash) {
    final RequestHead head = txn.request();
    final int field = head == null ? -1 : head.find(name, -1);
    if (field < 0) {
      return Balancer.NO_KEY;
    }
    final byte[] bytes = head.bytes();
    final int from = head.valueStart(field);
    int to = firstValue(bytes, from, head.valueEnd(field));
    while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
      to--;
    }
    if (to == from) {
      return Balancer.NO_KEY;
    }
    return domainOnly ? domain(bytes, from, to, hash) : hash.hash(bytes, from, to);
  }

  /** Up to the first comma that is not within quotes. */
  private static int firstValue(final byte[] bytes, final int from, final int to) {
    boolean quoted = false;
    for (int i = from; i < to; i++) {
      final byte b = bytes[i];
      if (b == '"') {
        quoted = !quoted;
      } else if (b == '\\' && quoted) {
        i++;
      } else if (b == ',' && !quoted) {
        return i;
      }
    }
    return to;
  }

  /** What is before the last dot, up to the one before it; all, where there is no dot inside. */
  private static long domain(
      final byte[] bytes, final int from, final int to, final RequestKey hash) {
    int end = to - 1;
    while (end > from && bytes[end] != '.') {
      end--;
    }
    if (end <= from) {
      return hash.hash(bytes, from, to);
    }
    int start = end;
    while (start > from && bytes[start - 1] != '.') {
      start--;
    }
    return hash.hash(bytes, start, end);
  }
}
