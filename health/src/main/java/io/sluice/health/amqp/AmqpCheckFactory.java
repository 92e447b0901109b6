package io.sluice.health.amqp;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;

/** Makes {@code amqp} checks: a protocol header is answered with the broker's greeting. */
public final class AmqpCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "amqp";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    return (target, loop) -> new ConnectionProbe(target, loop, GreetingExchange::new);
  }
}
