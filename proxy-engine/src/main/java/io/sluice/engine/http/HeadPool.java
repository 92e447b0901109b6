package io.sluice.engine.http;

import io.sluice.engine.http1.Limits;
import io.sluice.engine.http1.MessageHead;
import java.util.ArrayDeque;
import java.util.function.Function;

/**
 * Heads that no message uses, of one kind. As many are kept as were in use at one time of late, so
 * that messages make no new ones, and a peak is forgotten some time behind it. Confined to its
 * worker.
 */
final class HeadPool<H extends MessageHead> {
  private final Function<Limits, H> maker;
  private final ArrayDeque<H> idle = new ArrayDeque<>();
  private Limits limits = Limits.DEFAULT;

  /** How many were idle all the time since the last look. */
  private int unused;

  HeadPool(final Function<Limits, H> maker) {
    this.maker = maker;
  }

  /** From now on heads are as large as this says; those that are not are dropped. */
  void resize(final Limits wanted) {
    if (!wanted.equals(limits)) {
      limits = wanted;
      idle.clear();
      unused = 0;
    }
  }

  /** The one that was used last, since the processor's caches know it; a new one where none is. */
  H take() {
    final H pooled = idle.poll();
    if (pooled == null) {
      return maker.apply(limits);
    }
    unused = Math.min(unused, idle.size());
    return pooled;
  }

  void giveBack(final H head) {
    if (head.limits().equals(limits)) {
      idle.push(head);
    }
  }

  /** Drops those that nobody took since the last look. */
  void look() {
    for (; unused > 0; unused--) {
      idle.pollLast();
    }
    unused = idle.size();
  }

  boolean isEmpty() {
    return idle.isEmpty();
  }
}
