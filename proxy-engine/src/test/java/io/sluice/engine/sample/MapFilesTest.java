package io.sluice.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.engine.sample.compile.SampleCompiler;
import io.sluice.engine.sample.testkit.FakeSurroundings;
import io.sluice.engine.sample.testkit.FakeTransaction;
import io.sluice.engine.sample.testkit.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps and what is wrong in their files. */
class MapFilesTest {
  @TempDir private Path directory;

  private final FakeSurroundings surroundings = new FakeSurroundings();
  private final FakeTransaction txn = new FakeTransaction(surroundings);

  private Path file(final String text) throws IOException {
    return Files.writeString(directory.resolve("test.map"), text);
  }

  private String value(final String expression) {
    final Sample sample = txn.scratch().sample();
    final Expression compiled = new SampleCompiler(surroundings).compile(Texts.sample(expression));
    return compiled.evaluateStr(txn, sample)
        ? new String(
            sample.bytes(),
            sample.offset(),
            sample.length(),
            java.nio.charset.StandardCharsets.UTF_8)
        : null;
  }

  @Test
  void shouldNameEveryLineThatIsWrong() throws IOException {
    // Given
    final Path file = file("# networks\n10.0.0.0/8 1\n10.0.0.0/40 2\n\n1.2.3.4 many\nx 3\n");

    // When
    final String value = value("src,map_ip_int(" + file + ")");

    // Then
    assertThat(value).isNull();
    assertThat(surroundings.problems)
        .containsExactly(
            file + ":3: '10.0.0.0/40' has no mask of 0 to 32 bits",
            file + ":5: 'many' is not an integer",
            file + ":6: 'x' is not an IP address or network");
  }

  @Test
  void shouldTellOfAFileThatIsNotThere() {
    // When, then
    assertThatThrownBy(() -> value("path,map(" + directory + "/nope)"))
        .isInstanceOf(RuleProblem.class)
        .hasMessage("cannot read " + directory + "/nope: there is no such file");
  }

  @Test
  void shouldReadValuesWithBlanksAndLinesOfOtherSystems() throws IOException {
    // Given
    final Path file = file("\t key   a value  \r\nkey other\r\nlonely\r\n");

    // When
    final String value = value("str(key),map(" + file + ")");
    final String lonely = value("str(lonely),map(" + file + ",none)");

    // Then
    assertThat(value).isEqualTo("a value");
    assertThat(lonely).isEmpty();
  }

  @Test
  void shouldFindAmongManyKeys() throws IOException {
    // Given
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("host").append(i).append(" backend").append(i).append('\n');
    }
    final Path file = file(text.toString());

    // When
    final String value = value("str(host99999),map(" + file + ",default)");
    final String none = value("str(host100000),map(" + file + ",default)");

    // Then
    assertThat(value).isEqualTo("backend99999");
    assertThat(none).isEqualTo("default");
  }
}
