package io.sluice.engine.writer;

import java.util.concurrent.TimeUnit;

/**
 * Knows whether traffic that flowed has stopped: while a cluster finds out which of its members are
 * left, nobody can commit, and no check of the writer can tell. Confined to the control loop.
 */
final class TrafficStall {
  /** Traffic that was not steady for so long says nothing by a pause. */
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Whoever is silent for longer has nothing to say. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private long bytes;
  private boolean flowing;
  private boolean stalled;
  private long beganNanos; // the flow, where there is one
  private long changedNanos; // when bytes were seen last

  /**
   * To be told again and again.
   *
   * @param sentBytes to clients, so far
   * @return whether a steady flow has stopped, not long ago
   */
  boolean look(final long sentBytes, final long nowNanos) {
    if (sentBytes != bytes) {
      bytes = sentBytes;
      if (!flowing || stalled) {
        beganNanos = nowNanos;
      }
      flowing = true;
      stalled = false;
      changedNanos = nowNanos;
    } else if (flowing) {
      stalled = changedNanos - beganNanos >= STEADY_NANOS;
      flowing = stalled && nowNanos - changedNanos < LONGEST_NANOS;
      stalled = flowing;
    }
    return stalled;
  }
}
