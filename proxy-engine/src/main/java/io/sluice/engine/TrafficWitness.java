package io.sluice.engine;

import io.sluice.backends.Health;
import io.sluice.backends.Server;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.health.CheckResult;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Knows whether a server has sent anything to clients since its last check ended: one that did is
 * busy and not dead, however late it answers a check. Confined to the control loop.
 */
final class TrafficWitness {
  private final Map<Server, Long> sentBytes = new WeakHashMap<>();

  /**
   * To be asked once for each check that ended.
   *
   * @return whether the server would go down for silence alone, while its sessions go on
   */
  boolean speaksFor(final Server server, final CheckResult result, final Health health) {
    final long now = BackendRuntime.of(server).counters().totals().bytesOut();
    final Long before = sentBytes.put(server, now);
    return result instanceof CheckResult.Failed failed
        && !failed.explicit()
        && health == Health.DOWN
        && server.state().health() == Health.UP
        && before != null
        && now > before;
  }
}
