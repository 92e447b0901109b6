package io.sluice.engine.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The raw requests that other proxies were caught with, and the right treatment of each. */
class InputsTest {
  /** How many places an input is cut at; a shorter one is cut at every place. */
  private static final int MOST_CUTS = 400;

  record Input(String id, String about, String bytes, Config right) {
    @Override
    public String toString() {
      return id + ": " + about;
    }
  }

  static Stream<Input> inputs() throws IOException {
    try (InputStream file = InputsTest.class.getResourceAsStream("/http1/inputs.json")) {
      final String json = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      final List<? extends Config> all =
          ConfigFactory.parseString("inputs: " + json).getConfigList("inputs");
      return all.stream().map(InputsTest::input);
    }
  }

  private static Input input(final Config json) {
    return new Input(
        json.getString("id"),
        json.getString("about"),
        new String(HexFormat.of().parseHex(json.getString("hex")), ISO_8859_1),
        json.getConfig("right"));
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
