package io.sluice.engine.writer;

import java.time.Duration;

/** The control loop, as the groups need it. */
public interface Control {
  /**
   * Runs a task on the loop. Any thread.
   *
   * @return false: the loop has ended, and nothing happens
   */
  boolean post(Runnable task);

  /** Runs a task on the loop later. */
  void after(Duration delay, Runnable task);
}
