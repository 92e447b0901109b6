package io.sluice.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.LogFormat;
import io.sluice.engine.sample.compile.FormatCompiler;
import io.sluice.engine.sample.compile.SampleCompiler;
import io.sluice.engine.sample.testkit.FakeSurroundings;
import io.sluice.engine.sample.testkit.FakeTransaction;
import io.sluice.engine.sample.testkit.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Expressions, and what HAProxy 2.6 makes of them: asked once with the same request, {@code
 * http-request return lf-string "%[EXPRESSION]"}, and {@code EXPRESSION -m found} for the F or N.
 */
class HaproxyValuesTest {
  private static final String MAPS = "src/test/resources/sample/";

  private static String resource(final String name) {
    try (InputStream in = HaproxyValuesTest.class.getResourceAsStream("/sample/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<String> shouldGiveWhatHaproxyGives() {
    return lines("haproxy-values.txt");
  }

  static Stream<String> shouldGiveWhatIsRightWhereHaproxyDoesNot() {
    return lines("own-values.txt");
  }

  private static Stream<String> lines(final String name) {
    return resource(name).lines().filter(l -> !l.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource
  void shouldGiveWhatHaproxyGives(final String line) {
    check(line);
  }

  @ParameterizedTest
  @MethodSource
  void shouldGiveWhatIsRightWhereHaproxyDoesNot(final String line) {
    check(line);
  }

  private static void check(final String line) {
    // Given
    final String[] parts = line.split("\t", -1);
    final FakeSurroundings surroundings = new FakeSurroundings();
    final FakeTransaction txn = new FakeTransaction(surroundings).request(resource("request.txt"));
    set(txn, surroundings, "txn.v", "str(value)");
    set(txn, surroundings, "txn.n", "int(32)");
    final SampleCompiler samples = new SampleCompiler(surroundings);
    final String text = parts[0].replace("DIR/", MAPS);
    final var expr = Texts.sample(text);

    // When
    final boolean found = samples.compile(expr).evaluate(txn, txn.scratch().sample());
    final Format format =
        new FormatCompiler(samples)
            .compileEncoded(
                new LogFormat(List.of(new LogFormat.Sample(expr, LogFormat.Flags.NONE))));
    format.make(txn);

    // Then
    assertThat(surroundings.problems).isEmpty();
    assertThat(found ? "F" : "N").isEqualTo(parts[1]);
    assertThat(escaped(txn.scratch().output().toString())).isEqualTo(parts[2]);
  }

  private static void set(
      final FakeTransaction txn,
      final FakeSurroundings surroundings,
      final String variable,
      final String value) {
    final Sample sample = new Sample();
    new SampleCompiler(surroundings).compile(Texts.sample(value)).evaluate(txn, sample);
    VariableRef.of(variable, surroundings).set(txn, sample);
  }

  private static String escaped(final String text) {
    final StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(c -> {
          if (c == '\\') {
            escaped.append("\\\\");
          } else if (c >= 0x20 && c < 0x7f) {
            escaped.append((char) c);
          } else {
            escaped.append(String.format("\\x%02x", c));
          }
        });
    return escaped.toString();
  }
}
