package io.sluice.health.agent;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;

/**
 * Makes the questions that agents are asked. No check of a server has this type: what an agent says
 * is no verdict of a check, and stands in the result's detail for {@link
 * io.sluice.backends.AgentReport#parse}.
 *
 * <p>Source: HAProxy {@code agent-check} and {@code agent-send}.
 */
public final class AgentCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "agent";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (!(config instanceof ProbeConfig.Agent agent)) {
      throw new IllegalArgumentException("an agent is asked beside the check; write agent { }");
    }
    return (target, loop) -> new ConnectionProbe(target, loop, () -> new AgentExchange(agent));
  }
}
