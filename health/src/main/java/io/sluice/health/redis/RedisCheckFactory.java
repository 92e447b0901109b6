package io.sluice.health.redis;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;

/**
 * Makes {@code redis} checks: {@code PING} is answered, or the role is the one that is asked for.
 *
 * <p>Source: HAProxy {@code option redis-check}.
 */
public final class RedisCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "redis";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (!(config instanceof ProbeConfig.Redis redis)) {
      throw new IllegalArgumentException("not the configuration of a redis check: " + config);
    }
    return (target, loop) -> new ConnectionProbe(target, loop, () -> new RedisExchange(redis));
  }
}
