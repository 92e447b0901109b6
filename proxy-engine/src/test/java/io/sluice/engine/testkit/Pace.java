package io.sluice.engine.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast a peer reads or writes: a chunk, a pause, a chunk.
 *
 * @param chunkBytes at most this at a time
 * @param pauseNanos between two chunks; 0 is none
 */
public record Pace(int chunkBytes, long pauseNanos) {
  /** As fast as it goes. */
  public static final Pace FULL = new Pace(1 << 16, 0);

  public static Pace of(int chunkBytes, Duration pause) {
    return new Pace(chunkBytes, pause.toNanos());
  }

  void pause() {
    if (pauseNanos > 0) {
      LockSupport.parkNanos(pauseNanos);
    }
  }
}
