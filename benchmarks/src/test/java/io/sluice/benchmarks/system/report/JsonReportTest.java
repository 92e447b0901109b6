package io.sluice.benchmarks.system.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonReportTest {
  private static Config parse(String json) {
    return ConfigFactory.parseString(
        json, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
  }

  @Test
  void shouldHaveEveryRoundAndNoMedianOfAnUnclearRatio() {
    // Given
    var clear = Results.of("a \"clear\" row", Optional.empty(), 140, 150, 145);
    var unclear = Results.of("another", Optional.empty(), 80, 110, 140);

    // When
    Config json =
        parse(JsonReport.text(List.of("- one\tmachine"), List.of(clear, unclear), List.of("gone")));

    // Then
    assertThat(json.getStringList("about")).containsExactly("- one\tmachine");
    assertThat(json.getStringList("failures")).containsExactly("gone");
    var rows = json.getConfigList("results");
    assertThat(rows.getFirst().getString("row")).isEqualTo("a \"clear\" row");
    assertThat(rows.getFirst().getDoubleList("ways.Sluice.rate.rounds"))
        .containsExactly(140.0, 150.0, 145.0);
    assertThat(rows.getFirst().getDouble("ratios.rate.median")).isEqualTo(1.45);
    assertThat(rows.getFirst().getConfigList("goals").getFirst().getString("verdict"))
        .isEqualTo("reached");
    assertThat(rows.getLast().getBoolean("ratios.rate.clear")).isFalse();
    assertThat(rows.getLast().getIsNull("ratios.rate.median")).isTrue();
  }
}
