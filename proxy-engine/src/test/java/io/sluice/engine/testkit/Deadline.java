package io.sluice.engine.testkit;

import java.time.Duration;

/** A moment that a wait ends at. Immutable. */
public final class Deadline {
  /** What a test waits for by default: long for a busy machine, short for a person. */
  public static final Duration USUAL = Duration.ofSeconds(30);

  private final long endNanos;

  public Deadline(Duration timeout) {
    endNanos = System.nanoTime() + timeout.toNanos();
  }

  public boolean passed() {
    return endNanos - System.nanoTime() <= 0;
  }

  /** Never negative. */
  public long leftMillis() {
    return Math.max(0, (endNanos - System.nanoTime()) / 1_000_000);
  }
}
