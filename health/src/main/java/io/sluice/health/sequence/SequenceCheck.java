package io.sluice.health.sequence;

import io.sluice.config.CheckStep;
import io.sluice.config.ProbeConfig;
import io.sluice.health.HealthCheck;
import io.sluice.health.tls.ClientTls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes checks of steps.
 *
 * <p>Source: HAProxy {@code http-check} and {@code tcp-check}.
 */
public final class SequenceCheck {
  private SequenceCheck() {}

  /** The check of a configuration. */
  public static HealthCheck of(final ProbeConfig.Sequence sequence) {
    final Map<Optional<String>, ClientTls> tls =
        sequence.steps().stream()
            .filter(CheckStep.Connect.class::isInstance)
            .map(CheckStep.Connect.class::cast)
            .filter(CheckStep.Connect::tls)
            .map(CheckStep.Connect::sni)
            .distinct()
            .collect(
                Collectors.toUnmodifiableMap(
                    sni -> sni, sni -> ClientTls.of(new ProbeConfig.Tls(sni, false, List.of()))));
    return (target, loop) -> new SequenceProbe(sequence, tls, target, loop);
  }
}
