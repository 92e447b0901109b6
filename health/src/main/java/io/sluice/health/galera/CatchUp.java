package io.sluice.health.galera;

import io.sluice.backends.writer.GaleraStatus;
import java.util.concurrent.TimeUnit;

/**
 * Whether a node that has to catch up does so only for a moment: it was a donor, such as for a node
 * that came back from a partition, and is Joined until what came meanwhile is applied. It serves
 * all the time, and the next look finds it Synced. A node that joins is another matter: it is not
 * ready before it has caught up.
 *
 * <p>Of one connection to one node. Confined to the check loop.
 */
final class CatchUp {
  /** One that takes longer has fallen behind. */
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private boolean worked;
  private boolean passing;
  private long sinceNanos;

  /** Takes what the node is now. Returns whether that is to be waited out. */
  boolean passes(final GaleraStatus node, final long nowNanos) {
    if (!isCatchingUp(node)) {
      worked = node.primary() && node.ready();
      passing = false;
      return false;
    }
    if (!passing) {
      passing = true;
      sinceNanos = nowNanos;
    }
    return worked && nowNanos - sinceNanos < LONGEST_NANOS;
  }

  private static boolean isCatchingUp(final GaleraStatus node) {
    return node.localState() == GaleraRule.JOINED && node.on() && node.primary() && node.ready();
  }
}
