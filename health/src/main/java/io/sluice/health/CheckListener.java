package io.sluice.health;

import io.sluice.backends.Health;
import io.sluice.backends.Server;
import io.sluice.config.ObserveConfig;

/** Who hears what checks found. Called on the check loop; must not block. */
public interface CheckListener {
  /**
   * A check ended.
   *
   * @param server the server; one call for each that shares the probe
   * @param result what this check found
   * @param health the verdict after it, by rise and fall: UP or DOWN; PENDING while every result
   *     was {@link CheckResult.Unclear}, which leaves it what it was
   */
  void onResult(Server server, CheckResult result, Health health);

  /**
   * Connects of the traffic failed until {@code on-error} followed; a result that it makes comes
   * after this.
   *
   * @param reason in words
   */
  default void onObserved(
      final Server server, final ObserveConfig.OnError onError, final String reason) {}
}
