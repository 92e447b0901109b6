package io.sluice.health.http;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckFactory;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.HealthCheck;
import io.sluice.health.sequence.SequenceCheck;

/**
 * Makes {@code http} checks: a request is answered with an expected status, and an expected text in
 * the body where one is configured.
 *
 * <p>Source: HAProxy {@code option httpchk}, {@code http-check send} and {@code http-check expect}.
 */
public final class HttpCheckFactory implements CheckFactory {
  @Override
  public String type() {
    return "http";
  }

  @Override
  public HealthCheck create(final ProbeConfig config) {
    if (config instanceof final ProbeConfig.Sequence sequence) {
      return SequenceCheck.of(sequence);
    }
    if (!(config instanceof ProbeConfig.Http http)) {
      throw new IllegalArgumentException("not the configuration of an http check: " + config);
    }
    final HttpExpectation expectation = HttpExpectation.of(http);
    RequestTemplate.of(http, "localhost");
    return (target, loop) -> {
      final RequestTemplate request = RequestTemplate.of(http, target.host());
      return new ConnectionProbe(target, loop, () -> new HttpExchange(request, expectation));
    };
  }
}
