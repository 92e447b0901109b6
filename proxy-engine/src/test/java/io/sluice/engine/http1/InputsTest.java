package io.sluice.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.http1.Inputs.Input;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The raw requests that other proxies were caught with, and the right treatment of each. */
class InputsTest {
  /** How many places an input is cut at; a shorter one is cut at every place. */
  private static final int MOST_CUTS = 400;

  static Stream<Input> inputs() throws IOException {
    return Inputs.all().stream();
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void shouldTreatEachInputRight(final Input input) {
    // Given
    final String answer = input.right().getString("answer");

    // When
    final Reading reading = Reading.requests(input.bytes());

    // Then
    if (answer.startsWith("2xx")) {
      assertThat(reading.refusal()).isNull();
      assertThat(reading.messages()).hasSize(input.right().getInt("forwarded"));
      assertThat(reading.messages()).allMatch(Message::whole);
      assertThat(reading.messages().getLast().keepsAlive())
          .isEqualTo(!input.right().getBoolean("close"));
    } else if (!answer.equals("either")) {
      assertThat(reading.messages()).isEmpty();
      assertThat(reading.refusal()).isNotNull();
      assertThat(answer.split(" or ")).contains(String.valueOf(reading.refusal().status()));
    } else {
      assertThat(input.right().getString("why")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void shouldReadTheSameHoweverItComes(final Input input) {
    // Given
    final Reading whole = Reading.requests(input.bytes());
    final int step = Math.max(1, input.bytes().length() / MOST_CUTS);

    // When / Then
    for (int at = 1; at < input.bytes().length(); at += step) {
      final Reading cut = Reading.split(null, input.bytes(), at);
      assertThat(cut).hasToString(whole.toString());
      if (whole.refusal() == null) {
        assertThat(cut.forwarded()).isEqualTo(whole.forwarded());
      }
    }
    assertThat(Reading.bytewise(null, input.bytes())).hasToString(whole.toString());
  }
}
