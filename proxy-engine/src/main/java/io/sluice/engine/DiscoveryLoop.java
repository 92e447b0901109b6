package io.sluice.engine;

import io.sluice.engine.discovery.Discovery;
import java.time.Duration;

/** The control loop, as discovery needs it. */
record DiscoveryLoop(ControlLoop control) implements Discovery.Loop {
  @Override
  public void post(final Runnable task) {
    control.post(task);
  }

  @Override
  public void after(final Duration delay, final Runnable task) {
    control.after(delay, task);
  }
}
