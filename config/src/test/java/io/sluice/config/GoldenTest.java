package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden files: a configuration, a line {@code ----}, and what comes of it: the problems, one a
 * line, and for a valid one the model. With {@code -Dgolden.write} the files are written anew.
 */
class GoldenTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
  private static final String RULE = "----\n";
  private static final Extensions EXTENSIONS =
      new Extensions(Set.of("zoned", "roundrobin"), Set.of("ldap", "tcp"));

  static List<Path> golden() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void shouldReadAsTheFileSays(final Path file) throws IOException {
    // Given
    final String text = Files.readString(file);
    final int rule = text.indexOf(RULE);
    final String input = rule < 0 ? text : text.substring(0, rule);
    final String name = file.getFileName().toString().replace(".txt", "");
    // When
    final String came = text(HoconReader.readText(name, input, EXTENSIONS));
    // Then
    if (System.getProperty("golden.write") != null) {
      Files.writeString(file, input + RULE + came);
    } else {
      assertThat(came).isEqualTo(text.substring(rule + RULE.length()));
    }
  }

  @Test
  void shouldHaveGoldenFilesOfBothKinds() throws IOException {
    assertThat(golden()).anyMatch(f -> f.toString().contains("bad-"));
    assertThat(golden()).anyMatch(f -> !f.toString().contains("bad-"));
  }

  private static String text(final ReadResult result) {
    return switch (result) {
      case final ReadResult.Valid valid ->
          problems(valid.warnings()) + Rendering.of(valid.config()) + "\n";
      case final ReadResult.Invalid invalid -> problems(invalid.problems());
    };
  }

  private static String problems(final List<ConfigProblem> problems) {
    return problems.stream().map(p -> p + "\n").collect(Collectors.joining());
  }
}
