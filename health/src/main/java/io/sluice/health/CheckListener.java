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
   * A check found something else than the last one, or the count of rise and fall moved; told
   * before {@link #onResult}, of each result that is clear.
   *
   * @param health the verdict after it
   * @param count how far it is: {@code 1/2} good results of those that bring it up, or {@code 2/3}
   *     bad ones left until it is down
   */
  default void onChange(
      final Server server, final CheckResult result, final Health health, final String count) {}

  /**
   * Connects of the traffic failed until {@code on-error} followed; a result that it makes comes
   * after this.
   *
   * @param reason in words
   */
  default void onObserved(
      final Server server, final ObserveConfig.OnError onError, final String reason) {}
}
