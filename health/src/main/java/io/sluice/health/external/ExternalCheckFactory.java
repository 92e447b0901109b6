package io.sluice.health.external;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.HealthCheck;

/**
 * Makes {@code external} checks: a program is run, and its exit code is the verdict.
 *
 * <p>Source: HAProxy {@code option external-check}, {@code external-check command} and {@code
 * external-check path}.
 */
public final class ExternalCheckFactory implements CheckFactory {
  /** Shared by all checks, so that they cannot flood the machine. */
  private final ProgramLimit limit = new ProgramLimit(ProgramLimit.MAX_PROGRAMS);

  @Override
  public String type() {
    return "external";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (!(config instanceof ProbeConfig.External external)) {
      throw new IllegalArgumentException("not the configuration of an external check: " + config);
    }
    return (target, loop) -> new ExternalProbe(new CommandLine(external, target), loop, limit);
  }
}
