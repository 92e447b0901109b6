package io.sluice.health.memcached;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;

/** Makes {@code memcached} checks: {@code version} is answered with a version. */
public final class MemcachedCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "memcached";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    return (target, loop) -> new ConnectionProbe(target, loop, VersionExchange::new);
  }
}
