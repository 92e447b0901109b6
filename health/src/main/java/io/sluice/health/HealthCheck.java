package io.sluice.health;

/** A configured check. Immutable; one may serve any number of addresses. */
public interface HealthCheck {
  /**
   * Opens a probe. No bytes are sent before its first run.
   *
   * @param target where it goes
   * @param loop the loop it runs on and its tools
   */
  Probe open(Target target, CheckLoop loop);
}
