package io.sluice.health.external;

import java.util.concurrent.Semaphore;

/** How many programs may run at one time. Any thread; whoever waits longest comes first. */
final class ProgramLimit {
  static final int MAX_PROGRAMS = 64;

  private final int max;
  private final Semaphore places;

  ProgramLimit(final int max) {
    this.max = max;
    this.places = new Semaphore(max, true);
  }

  int max() {
    return max;
  }

  /** Waits for a place. */
  void take() throws InterruptedException {
    places.acquire();
  }

  void giveBack() {
    places.release();
  }
}
