package io.sluice.engine.persist;

import io.sluice.backends.Balancer;
import io.sluice.config.BalanceConfig;
import io.sluice.engine.http1.RequestHead;
import io.sluice.engine.sample.Transaction;

/** The target, or its beginning. */
final class UriPart implements RequestKey.Part {
  private final BalanceConfig.Uri config;

  UriPart(final BalanceConfig.Uri config) {
    this.config = config;
  }

  @Override
  public long key(final Transaction txn, final RequestKey hash) {
    final RequestHead head = txn.request();
    if (head == null) {
      return Balancer.NO_KEY;
    }
    final int from = config.pathOnly() ? head.pathStart() : head.targetStart();
    final int length = head.targetEnd() - from;
    final int to = from + (config.length() > 0 ? Math.min(length, config.length()) : length);
    return hash.hash(head.bytes(), from, end(head.bytes(), from, to));
  }

  /** The first slash begins the path, and is no level of it. */
  private int end(final byte[] bytes, final int from, final int to) {
    int slashes = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '/') {
        slashes++;
        if (config.depth() > 0 && slashes == config.depth() + 1) {
          return i;
        }
      } else if (bytes[i] == '?' && !config.whole()) {
        return i;
      }
    }
    return to;
  }
}
