package io.sluice.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.http1.Inputs.Input;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that we accept is read differently by Netty's decoder, see {@link Differential}. */
class DifferentialTest {
  private static final int REQUESTS = 70_000;
  private static final int RESPONSES = 40_000;

  /** Of one in so many streams it is counted what they are worth. */
  private static final int SAMPLE = 10;

  /** Another one tests other messages; a failure names that of its own stream. */
  private static final long SEED = Long.getLong("sluice.http1.seed", 20_260_701);

  @Test
  void shouldReadRequestsAsNettyDoes() {
    // Given
    long seed = SEED;
    int accepted = 0;
    int refused = 0;

    // When / Then
    for (int made = 0; made < REQUESTS; seed++) {
      final Generator generator = new Generator(seed);
      final String input = generator.requests();
      made += generator.messages();
      assertThat(Differential.requests(input, cut(input, seed))).as(name(seed, input)).isNull();
      if (seed % SAMPLE == 0) {
        final Reading reading = Reading.requests(input);
        accepted += reading.messages().size();
        refused += reading.refusal() == null ? 0 : 1;
      }
    }
    assertThat(accepted).isGreaterThan(REQUESTS / SAMPLE / 4);
    assertThat(refused).isGreaterThan(REQUESTS / SAMPLE / 10);
  }

  @Test
  void shouldReadResponsesAsNettyDoes() {
    // Given
    long seed = SEED;
    int accepted = 0;
    int refused = 0;

    // When / Then
    for (int made = 0; made < RESPONSES; seed++) {
      final Generator generator = new Generator(seed);
      final String input = generator.responses();
      made += generator.messages();
      assertThat(Differential.responses(input, cut(input, seed))).as(name(seed, input)).isNull();
      if (seed % SAMPLE == 0) {
        final Reading reading = Reading.responses(Method.GET, input);
        accepted += reading.messages().size();
        refused += reading.refusal() == null ? 0 : 1;
      }
    }
    assertThat(accepted).isGreaterThan(RESPONSES / SAMPLE / 4);
    assertThat(refused).isGreaterThan(RESPONSES / SAMPLE / 10);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 30})
  void shouldReadTheKnownInputsAsNettyDoes(final int mutations) throws IOException {
    for (final Input input : Inputs.all()) {
      for (int i = 0; i <= mutations; i++) {
        final long seed = SEED + i;
        final String bytes =
            mutations == 0 ? input.bytes() : new Generator(seed).mutate(input.bytes());
        assertThat(Differential.requests(bytes, cut(bytes, seed)))
            .as("%s, %s", input, name(seed, bytes))
            .isNull();
      }
    }
  }

  private static int cut(final String input, final long seed) {
    return new Random(seed).nextInt(input.length() + 1);
  }

  private static String name(final long seed, final String input) {
    return "-Dsluice.http1.seed=" + seed + " '" + input.replace("%", "%%") + "'";
  }
}
