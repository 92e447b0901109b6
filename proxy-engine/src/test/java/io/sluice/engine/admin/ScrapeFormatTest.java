package io.sluice.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrapeFormatTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | PROMETHEUS",
        "'' | PROMETHEUS",
        "*/* | PROMETHEUS",
        "text/html,application/xhtml+xml,*/*;q=0.8 | PROMETHEUS",
        "text/plain | PROMETHEUS",
        "application/openmetrics-text | OPEN_METRICS",
        "Application/OpenMetrics-Text; Version=1.0.0 | OPEN_METRICS",
        "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1 | OPEN_METRICS",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | OPEN_METRICS",
        "application/openmetrics-text;q=0.2,text/plain;version=0.0.4;q=0.9 | PROMETHEUS",
        "application/openmetrics-text;q=0 | PROMETHEUS",
        "application/openmetrics-text;q=0.000 | PROMETHEUS",
        "application/openmetrics-text;q=x | PROMETHEUS",
        "application/openmetrics-text;q=1.5,text/plain | PROMETHEUS",
        "application/openmetrics-textual | PROMETHEUS",
        ",,;;,;q= | PROMETHEUS"
      })
  void shouldTakeTheFormatThatTheClientLikesBetter(
      final String accept, final ScrapeFormat expected) {
    assertThat(ScrapeFormat.accepted(accept)).isEqualTo(expected);
  }
}
