package io.sluice.engine.persist;

import io.sluice.backends.Balancer;
import io.sluice.engine.http1.Method;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Payload;
import io.sluice.engine.sample.Transaction;

/** A parameter of the query, or of the body of a POST where the query has none. */
final class ParameterPart implements RequestKey.Part {
  private final byte[] name;
  private final boolean checkPost;

  ParameterPart(final String name, final boolean checkPost) {
    this.name = Bytes.of(name);
    this.checkPost = checkPost;
  }

  @Override
  public long key(final Transaction txn, final RequestKey hash) {
    final RequestHead head = txn.request();
    if (head == null) {
      return Balancer.NO_KEY;
    }
    final long query = find(head.bytes(), head.queryStart(), head.queryEnd(), hash);
    if (query != Balancer.NO_KEY || !checkPost || head.method() != Method.POST) {
      return query;
    }
    final Payload body = txn.requestPayload();
    return find(body.bytes, body.offset, body.offset + body.length, hash);
  }

  private long find(final byte[] bytes, final int from, final int to, final RequestKey hash) {
    int start = from;
    while (start < to) {
      final int end = end(bytes, start, to);
      final int value = start + name.length + 1;
      if (value <= end
          && bytes[value - 1] == '='
          && Bytes.same(bytes, start, name, 0, name.length)) {
        return hash.hash(bytes, value, end);
      }
      start = end + 1;
    }
    return Balancer.NO_KEY;
  }

  private static int end(final byte[] bytes, final int from, final int to) {
    final int end = Bytes.indexOf(bytes, from, to, '&');
    return end < 0 ? to : end;
  }
}
