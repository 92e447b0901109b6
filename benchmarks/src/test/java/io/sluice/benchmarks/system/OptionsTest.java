package io.sluice.benchmarks.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.benchmarks.system.scenario.Scenario;
import io.sluice.benchmarks.system.scenario.Scenarios;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void shouldMeasureEverythingFiveTimesWhenNothingIsSaid() {
    // Given
    String[] line = {"./sluice"};

    // When
    Options options = Options.parse(line);

    // Then
    assertThat(options.scenarios()).isEqualTo(Scenarios.ALL);
    assertThat(options.plan().rounds()).isEqualTo(11);
    assertThat(options.json()).isEmpty();
  }

  @Test
  void shouldTakeWhatIsSaid() {
    // Given
    String[] line = {
      "./sluice", "--quick", "--rows", "tcp,http", "--seconds", "4", "--json", "a.json"
    };

    // When
    Options options = Options.parse(line);

    // Then
    assertThat(options.scenarios()).extracting(Scenario::name).containsExactly("http", "tcp");
    assertThat(options.plan().rounds()).isEqualTo(3);
    assertThat(options.plan().seconds()).isEqualTo(4);
    assertThat(options.json()).contains(Path.of("a.json"));
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    // Given
    String launcher = "./sluice";

    // When, Then
    assertThatThrownBy(() -> Options.parse(launcher, "--rows", "htp"))
        .hasMessageContaining("there are http,");
    assertThatThrownBy(() -> Options.parse(launcher, "--rounds", "0"))
        .hasMessageContaining("1 or more");
    assertThatThrownBy(() -> Options.parse(launcher, "--rounds"))
        .hasMessageContaining("needs a value");
    assertThatThrownBy(() -> Options.parse(launcher, "--fast"))
        .hasMessageContaining("--fast is unknown");
  }
}
