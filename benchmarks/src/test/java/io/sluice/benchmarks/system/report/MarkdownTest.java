package io.sluice.benchmarks.system.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.system.figure.Result;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkdownTest {
  @Test
  void shouldPrintMediansRatiosAndVerdicts() {
    // Given
    Result result = Results.of("row", Optional.empty(), 140, 150, 145);

    // When
    List<String> lines = Markdown.tables(List.of(result));

    // Then
    assertThat(lines)
        .contains(
            "| row | way | requests/s | proxy CPU µs | failed |",
            "| row | HAProxy | 100 (100–100) | 10.0 (10.0–10.0) | 6 |",
            "| row | Sluice | 145 (140–150) | 6.9 (6.7–7.1) | 6 |",
            "| row | **Sluice / HAProxy** | **1.45 (1.40–1.50)** | **0.69 (0.67–0.71)** |  |",
            "| row | requests/s ≥ 1.30 × HAProxy | 1.45 (1.40–1.50) | reached |",
            "Beside it, at most: load average 0.50, steal 1.3 %, others: cc1(7) 40 %.");
    assertThat(Markdown.summary(List.of(result))).isEqualTo("Goals: reached: 1.");
  }

  @Test
  void shouldSayUnclearWhenRoundsDiffer() {
    // Given
    Result result = Results.of("row", Optional.empty(), 80, 110, 140);

    // When
    List<String> lines = Markdown.tables(List.of(result));

    // Then
    assertThat(lines)
        .anyMatch(line -> line.startsWith("| row | **Sluice / HAProxy** | unclear (0.80–1.40) |"))
        .contains("| row | requests/s ≥ 1.30 × HAProxy | unclear (0.80–1.40) | unclear |");
  }
}
