package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that nobody would write in good faith ends in problems, soon, and never in an exception. */
class HostileInputTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String GOOD = "listen a { bind = \":1\", servers.s = \"h:1\" }\n";

  @TempDir Path folder;

  static Stream<Arguments> hostile() {
    return Stream.of(
        Arguments.of("braces", "a {".repeat(100_000)),
        Arguments.of("closed braces", "a {".repeat(100_000) + "}".repeat(100_000)),
        Arguments.of("brackets", "a = " + "[".repeat(100_000)),
        Arguments.of("closing", "}".repeat(100_000)),
        Arguments.of("long path", "a.".repeat(100_000) + "a = 1"),
        Arguments.of("long path in a substitution", GOOD + "x = ${" + "a.".repeat(100_000) + "a}"),
        Arguments.of("many keys with dots", numbered(100_000, i -> "a.b" + i + " = 1\n")),
        Arguments.of("self", GOOD + "x = ${x}"),
        Arguments.of("cycle", GOOD + "x = ${y}, y = ${z}, z = ${x}"),
        Arguments.of("cycle of sections", GOOD + "x { y = ${x} }"),
        Arguments.of(
            "doubling", GOOD + "x0 = aaaaaaaaaa\n" + numbered(60, HostileInputTest::doubled)),
        Arguments.of(
            "doubling in a section",
            GOOD
                + "v { x0 = aaaaaaaaaa\n"
                + numbered(60, i -> "x" + (i + 1) + " = ${v.x" + i + "}${v.x" + i + "}\n")
                + "}"),
        Arguments.of("doubling itself", GOOD + "x = aaaaaaaaaa\n" + "x = ${x}${x}\n".repeat(60)),
        Arguments.of("doubling lists", GOOD + "x = [1]\n" + "x = ${x} ${x}\n".repeat(60)),
        Arguments.of(
            "doubling sections",
            GOOD
                + "x0 { a = 1 }\n"
                + numbered(60, i -> "x" + (i + 1) + " { a = ${x" + i + "}, b = ${x" + i + "} }\n")),
        Arguments.of(
            "a million substitutions", GOOD + "y = 1, x = [" + "${y},".repeat(700_000) + "]"),
        Arguments.of(
            "a wrong value beside many substitutions",
            GOOD + "listen.a.maxconn = -1, y = 1, x = [" + "${y},".repeat(3_000) + "]"),
        Arguments.of("a key that grows often", GOOD + "x = [1]\n" + "x += 2\n".repeat(10_000)),
        Arguments.of(
            "a long chain",
            GOOD + "x0 = 1\n" + numbered(4_000, i -> "x" + (i + 1) + " = ${x" + i + "}\n")),
        Arguments.of("open string", GOOD + "x = \"" + "a".repeat(100_000)),
        Arguments.of("open long string", GOOD + "x = \"\"\"" + "a\n".repeat(100_000)),
        Arguments.of("open substitution", GOOD + "x = ${" + "a".repeat(100_000)),
        Arguments.of("nothing", ""),
        Arguments.of("a byte order mark alone", "\uFEFF"),
        Arguments.of("control characters", "\u0000\u0001\u001b[31m\u007f"),
        Arguments.of("a key of control characters", GOOD + "\"\\u0000\\u001b[31m\" = 1"),
        Arguments.of("the reader's own marks", GOOD + "\u00010\u0001: 7 = 1"),
        Arguments.of(
            "the reader's own marks in a value", GOOD + "listen.a.maxconn = \"\u0001999\u0001\""),
        Arguments.of("huge number", GOOD + "listen.a.maxconn = " + "9".repeat(100_000)),
        Arguments.of("huge exponent", GOOD + "listen.a.maxconn = 1e999999999"),
        Arguments.of(
            "huge duration", GOOD + "listen.a.timeout.client = \"" + "9".repeat(400) + "d\""),
        Arguments.of("negative", GOOD + "listen.a.maxconn = -1"),
        Arguments.of("not a number", GOOD + "listen.a.maxconn = NaN"),
        Arguments.of("infinity", GOOD + "listen.a.maxconn = Infinity"),
        Arguments.of("a long key", GOOD + "a".repeat(1_000_000) + " = 1"),
        Arguments.of("a long name", "listen." + "a".repeat(100_000) + " { bind = \":1\" }"),
        Arguments.of("a long host", "listen.a { bind = \"" + "a.".repeat(100_000) + ":1\" }"),
        Arguments.of(
            "many binds", "listen.a { bind = [" + "1,".repeat(20_000) + "], servers.s = \"h:1\" }"),
        Arguments.of("a million elements", GOOD + "x = [" + "1,".repeat(1_000_000) + "]"),
        Arguments.of("a million keys", GOOD + "k=1\n".repeat(900_000)),
        Arguments.of("many unknown keys", GOOD + numbered(10_000, i -> "k" + i + " = 1\n")),
        Arguments.of(
            "many keys in one line",
            GOOD + "global {" + numbered(10_000, i -> "k" + i + "=1,") + "}"),
        Arguments.of("lone surrogates", GOOD + "listen.a.maxconn = \"\\ud800\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void shouldEndInProblems(final String name, final String text) {
    assertThat(name).isNotEmpty();
    // When
    final ReadResult result =
        assertTimeoutPreemptively(SOON, () -> HoconReader.readText("t", text, Extensions.NONE));
    // Then
    assertThat(result).isInstanceOf(ReadResult.Invalid.class);
    final List<ConfigProblem> problems = ((ReadResult.Invalid) result).problems();
    assertThat(problems).isNotEmpty().hasSizeLessThan(1_010);
    assertThat(problems).anyMatch(p -> p.severity() == ConfigProblem.Severity.ERROR);
    assertThat(problems)
        .allSatisfy(p -> {
          assertThat(p.remedy()).isNotBlank();
          assertThat(p.toString()).hasSizeLessThan(5_000);
          assertThat(p.toString().chars()).noneMatch(Character::isISOControl);
          assertThat(p.origin().file()).isEqualTo("t");
        });
  }

  @ParameterizedTest
  @MethodSource("oddButGood")
  void shouldReadWhatIsOnlyOdd(final String text) {
    assertThat(HoconReader.readText("t", text, Extensions.NONE))
        .isInstanceOf(ReadResult.Valid.class);
  }

  static List<String> oddButGood() {
    return List.of(
        GOOD,
        "\uFEFF" + GOOD,
        GOOD.replace("{", "{\r\n").replace(",", "\r\n"),
        "{ " + GOOD + " }",
        "x = [1]\n" + "x += 2\n".repeat(50) + "listen.a.source = ${?x.y}\n" + GOOD,
        GOOD + "# }}}} \"\"\" ${",
        GOOD + "// a comment");
  }

  @Test
  void shouldReportBytesThatAreNotUtf8InTheirLine() throws IOException {
    // Given
    final Path file = folder.resolve("latin.conf");
    Files.write(file, (GOOD + "# caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));
    // When
    final ReadResult result = HoconReader.read(List.of(file), Extensions.NONE);
    // Then
    assertThat(((ReadResult.Invalid) result).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.origin()).isEqualTo(new Origin(file.toString(), 2)))
        .satisfies(p -> assertThat(p.message()).contains("UTF-8"));
  }

  @Test
  void shouldRefuseBinaryFiles() throws IOException {
    final Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      // Given
      final byte[] bytes = new byte[random.nextInt(4_096)];
      random.nextBytes(bytes);
      final Path file = Files.write(folder.resolve("binary.conf"), bytes);
      // When
      final ReadResult result =
          assertTimeoutPreemptively(SOON, () -> HoconReader.read(List.of(file), Extensions.NONE));
      // Then
      assertThat(result).isInstanceOf(ReadResult.Invalid.class);
    }
  }

  @Test
  void shouldSurviveAnyMutationOfAGoodFile() throws IOException {
    final Random random = new Random(7);
    final String good = Files.readString(Path.of("..", "conf", "demo.conf"));
    final String alphabet = "{}[]\",=:.$#/\\\n +?aZ9\u0000\u00e9";
    for (int i = 0; i < 500; i++) {
      // Given
      final StringBuilder text = new StringBuilder(good);
      for (int n = random.nextInt(8); n >= 0; n--) {
        final int at = random.nextInt(text.length());
        final String piece = String.valueOf(alphabet.charAt(random.nextInt(alphabet.length())));
        text.replace(at, Math.min(text.length(), at + random.nextInt(3)), piece);
      }
      // When
      final ReadResult result =
          assertTimeoutPreemptively(
              SOON, () -> HoconReader.readText("t", text.toString(), Extensions.NONE));
      // Then
      if (result instanceof final ReadResult.Invalid invalid) {
        assertThat(invalid.problems()).as(text.toString()).isNotEmpty();
      }
    }
  }

  @Test
  void shouldRefuseAFileThatIsTooLarge() throws IOException {
    // Given
    final Path file = folder.resolve("large.conf");
    Files.writeString(file, GOOD + "# comment\n".repeat(500_000));
    // When
    final ReadResult result = HoconReader.read(List.of(file), Extensions.NONE);
    // Then
    assertThat(((ReadResult.Invalid) result).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.message()).contains("larger than 4 MiB"));
  }

  @Test
  void shouldStopAtALoopOfIncludes() throws IOException {
    // Given
    final Path a = folder.resolve("a.conf");
    final Path b = folder.resolve("b.conf");
    Files.writeString(a, GOOD + "include \"b.conf\"\n");
    Files.writeString(b, "\n\ninclude \"a.conf\"\n");
    // When
    final ReadResult result =
        assertTimeoutPreemptively(SOON, () -> HoconReader.read(List.of(a), Extensions.NONE));
    // Then
    assertThat(((ReadResult.Invalid) result).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.origin()).isEqualTo(new Origin(b.toString(), 3)))
        .satisfies(p -> assertThat(p.message()).contains("leads back to itself"));
  }

  @Test
  void shouldStopAtIncludesThatMultiply() throws IOException {
    // Given
    for (int i = 0; i < 19; i++) {
      final String next = "include \"" + (i + 1) + ".conf\"\n";
      Files.writeString(folder.resolve(i + ".conf"), next + next + next);
    }
    Files.writeString(folder.resolve("19.conf"), "");
    // When
    final ReadResult result =
        assertTimeoutPreemptively(
            SOON, () -> HoconReader.read(List.of(folder.resolve("0.conf")), Extensions.NONE));
    // Then
    assertThat(((ReadResult.Invalid) result).problems())
        .anyMatch(p -> p.message().contains("more than 1000 files"))
        .hasSizeLessThan(1_010);
  }

  private static String doubled(final int i) {
    return "x" + (i + 1) + " = ${x" + i + "}${x" + i + "}\n";
  }

  private static String numbered(final int n, final java.util.function.IntFunction<String> line) {
    return IntStream.range(0, n).mapToObj(line).collect(Collectors.joining());
  }
}
