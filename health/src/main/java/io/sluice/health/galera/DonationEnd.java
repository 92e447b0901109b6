package io.sluice.health.galera;

import io.sluice.backends.writer.GaleraStatus;
import java.util.concurrent.TimeUnit;

/**
 * Whether a node is at the end of having been a donor, such as for a node that came back from a
 * partition. For a moment it is a donor still that counts no desync any more, and then Joined until
 * what came meanwhile is applied. It serves all the time, and the next look finds it Synced. A node
 * that joins is another matter: it is not ready before it has caught up.
 *
 * <p>Of one connection to one node. Confined to the check loop.
 */
final class DonationEnd {
  /**
   * What takes longer has fallen behind; or it is a donor of a kind that counts no desync, and has
   * not come to its end.
   */
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int NONE = -1;

  private boolean worked;

  /** Which of the two states it is in, and since when; {@link #NONE}: neither. */
  private int state = NONE;

  private long sinceNanos;

  /** Takes what the node is now. Returns whether that is to be waited out. */
  boolean passes(final GaleraStatus node, final long nowNanos) {
    if (!isAtItsEnd(node)) {
      worked = node.primary() && node.ready();
      state = NONE;
      return false;
    }
    if (node.localState() != state) {
      state = node.localState();
      sinceNanos = nowNanos;
    }
    final boolean passes = worked && nowNanos - sinceNanos < LONGEST_NANOS;
    worked |= GaleraRule.isDonor(node);
    return passes;
  }

  private static boolean isAtItsEnd(final GaleraStatus node) {
    final boolean gave = GaleraRule.isDonor(node) && !node.donorRejects();
    return (gave || node.localState() == GaleraRule.JOINED)
        && node.on()
        && node.primary()
        && node.ready()
        && node.rejectQueries().equals("NONE");
  }
}
