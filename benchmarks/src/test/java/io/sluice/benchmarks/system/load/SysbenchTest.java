package io.sluice.benchmarks.system.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SysbenchTest {
  private static final String OUTPUT =
      """
      Latency histogram (values are in milliseconds)
             value  ------------- distribution ------------- count
             5.090 |*****************                        98
             9.910 |                                         1
            86.002 |                                         1

      SQL statistics:
          transactions:                        100    (49.85 per sec.)
          ignored errors:                      2      (1.00 per sec.)
          reconnects:                          1      (0.50 per sec.)
      """;

  @Test
  void shouldTakePercentilesOfTheHistogram() throws IOException {
    // Given
    String output = OUTPUT;

    // When
    Load.Outcome outcome = Sysbench.outcome(output);

    // Then
    assertThat(outcome)
        .isEqualTo(new Load.Outcome(100, 49.85, 3, new Latency(5_090, 86_002, 86_002)));
  }
}
