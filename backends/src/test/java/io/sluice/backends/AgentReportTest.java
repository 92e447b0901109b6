package io.sluice.backends;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentReportTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up|up",
        "UP|up",
        "Down|down",
        "stopped|stopped",
        "fail|fail",
        "ready|ready",
        "drain|drain",
        "maint|maint",
        "75%|75%",
        "0%|0%",
        "maxconn:30|maxconn:30",
        "MAXCONN:0|maxconn:0",
        "up 50%|up 50%",
        "50%,up,drain|up drain 50%",
        ",, up ,\tmaxconn:7\t75% ready ,|up ready 75% maxconn:7",
        "down #disk is full|down #disk is full",
        "down#disk is full|down #disk is full",
        "fail # a # b, 50% |fail #a # b, 50%",
        "up down|down",
        "10% 20%|20%",
        "drain ready|ready",
        "up what 50%|up 50%",
        "999999999%|25600%"
      })
  void shouldReadTheWordsInAnyOrder(final String answer, final String words) {
    // When
    final AgentReport report = AgentReport.parse(answer);

    // Then
    assertThat(report).hasToString(words);
    assertThat(report.saysNothing()).isFalse();
    assertThat(AgentReport.parse(words)).isEqualTo(report);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \t,",
        "#down",
        "upp",
        "50",
        "-5%",
        "5.5%",
        "%",
        "1%%",
        "9999999999%",
        "maxconn:",
        "maxconn:-1",
        "maxconn: 5",
        "maxconn:9999999999",
        "HTTP/1.1"
      })
  void shouldSayNothingWhereNoWordIsKnown(final String answer) {
    assertThat(AgentReport.parse(answer).saysNothing()).isTrue();
  }

  @Test
  void shouldEndWithTheLine() {
    assertThat(AgentReport.parse("up\ndown")).hasToString("up");
    assertThat(AgentReport.parse("up #fine\rdown")).hasToString("up #fine");
  }

  @ParameterizedTest
  @CsvSource({"up, false", "50%, false", "down, true", "stopped, true", "fail, true"})
  void shouldKnowWhatMeansDown(final String answer, final boolean down) {
    assertThat(AgentReport.parse(answer).saysDown()).isEqualTo(down);
  }
}
