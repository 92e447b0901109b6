package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, includes, merging and places; what is in one text is in the golden files. */
class HoconReaderTest {
  private static final String WEB = "listen web { bind = \":1\", servers.s = \"h:1\" }\n";

  @TempDir Path folder;

  @Test
  void shouldMergeFilesSoThatTheLaterWins() throws IOException {
    // Given
    final Path base = write("base.conf", WEB + "listen.web.maxconn = 1, global.threads = 2\n");
    final Path over = write("over.conf", "listen.web { maxconn = 5, servers.t = \"h:2\" }\n");
    // When
    final ReadResult.Valid valid = valid(List.of(base, over));
    // Then
    assertThat(valid.config().frontends().getFirst().maxconn()).isEqualTo(5);
    assertThat(valid.config().global().threads()).isEqualTo(2);
    assertThat(valid.config().backends().getFirst().servers().stream().map(ServerConfig::name))
        .containsExactly("s", "t");
    assertThat(valid.files()).containsExactly(base, over);
  }

  @Test
  void shouldReadADirectorysConfFilesInLexicalOrder() throws IOException {
    // Given
    write(
        "20-b.conf", "listen.web.maxconn = 20\nlisten.b { bind = \":2\", servers.s = \"h:1\" }\n");
    write("10-a.conf", WEB + "listen.web.maxconn = 10\n");
    write("30-c.conf.off", "nonsense {");
    Files.createDirectory(folder.resolve("40-d.conf"));
    // When
    final ReadResult.Valid valid = valid(List.of(folder));
    // Then
    assertThat(valid.files())
        .containsExactly(folder.resolve("10-a.conf"), folder.resolve("20-b.conf"));
    assertThat(valid.config().frontends().stream().map(f -> f.name() + f.maxconn()))
        .containsExactly("web20", "b0");
  }

  @Test
  void shouldReportProblemsOfAllFilesSortedByFileAndLine() throws IOException {
    // Given
    final Path z = write("z.conf", WEB + "global.thread = 1\n\nlisten.web.maxcon = 1\n");
    final Path a = write("a.conf", "defaults.retrys = 1\n");
    final Path missing = folder.resolve("missing.conf");
    // When
    final List<ConfigProblem> problems = problems(List.of(z, missing, a));
    // Then
    assertThat(problems.stream().map(p -> p.origin().toString()))
        .containsExactlyInAnyOrder(z + ":2", z + ":4", a + ":1", missing.toString());
    assertThat(problems.stream().map(ConfigProblem::origin))
        .containsSubsequence(
            new Origin(z.toString(), 2), new Origin(z.toString(), 4), new Origin(a.toString(), 1));
  }

  @Test
  void shouldReportEverySyntaxError() throws IOException {
    // Given
    final Path one = write("one.conf", WEB + "x = :80\n");
    final Path two = write("two.conf", "\n\n}\n");
    // When
    final List<ConfigProblem> problems = problems(List.of(one, two));
    // Then
    assertThat(problems.stream().map(p -> p.origin().toString()))
        .containsExactly(one + ":2", two + ":3");
    assertThat(problems).allMatch(p -> !p.remedy().isBlank() && !p.message().isBlank());
  }

  @Test
  void shouldIncludeFilesRelativeToTheIncludingOne() throws IOException {
    // Given
    Files.createDirectories(folder.resolve("parts/more"));
    final Path main =
        write("main.conf", "include \"parts/servers\"\ninclude file(\"parts/web.conf\")\n");
    final Path servers =
        write(
            "parts/servers.conf", "listen.web.servers { include \"more/s.conf\", z = \"h:9\" }\n");
    final Path more =
        write("parts/more/s.conf", "s = \"h:1\"\nt { address = \"h:2\", weigth = 2 }\n");
    write("parts/web.conf", "listen.web.bind = \":1\"\n");
    // When
    final List<ConfigProblem> problems = problems(List.of(main));
    // Then
    assertThat(problems)
        .singleElement()
        .satisfies(p -> assertThat(p.origin()).isEqualTo(new Origin(more.toString(), 2)))
        .satisfies(p -> assertThat(p.remedy()).contains("\"weight\""));
    // When
    Files.writeString(more, "s = \"h:1\"\nt { address = \"h:2\" }\n");
    final ReadResult.Valid valid = valid(List.of(main));
    // Then
    assertThat(valid.config().backends().getFirst().servers().stream().map(ServerConfig::name))
        .containsExactly("s", "t", "z");
    assertThat(valid.files())
        .containsExactlyInAnyOrder(main, servers, more, folder.resolve("parts/web.conf"));
    assertThat(valid.config().backends().getFirst().servers().getFirst().origin())
        .isEqualTo(new Origin(more.toString(), 1));
  }

  @Test
  void shouldWarnOfAMissingIncludeAndRefuseARequiredOne() throws IOException {
    // Given
    final Path main = write("main.conf", WEB + "include \"nothing.conf\"\n");
    // When
    final ReadResult.Valid valid = valid(List.of(main));
    // Then
    assertThat(valid.warnings())
        .singleElement()
        .satisfies(w -> assertThat(w.origin()).isEqualTo(new Origin(main.toString(), 2)));
    // When
    Files.writeString(main, WEB + "include required(\"nothing.conf\")\n");
    // Then
    assertThat(problems(List.of(main)))
        .singleElement()
        .satisfies(p -> assertThat(p.severity()).isEqualTo(ConfigProblem.Severity.ERROR));
  }

  @Test
  void shouldSubstituteAcrossFilesAndFromTheEnvironment() throws IOException {
    // Given
    final Path hosts = write("hosts.conf", "hosts { a = \"10.0.0.1\" }\nhome = ${?PATH}\n");
    final Path web =
        write(
            "web.conf",
            "listen web { bind = \":1\", servers { a = ${hosts.a}\":80\" }, check { type = http, headers { X = ${home} } } }\n");
    // When
    final ProxyConfig config = valid(List.of(web, hosts)).config();
    // Then
    final ServerConfig server = config.backends().getFirst().servers().getFirst();
    assertThat(server.address()).isEqualTo(new Address.Inet("10.0.0.1", 80));
    assertThat(((ProbeConfig.Http) server.check().orElseThrow().probe()).headers())
        .containsExactly(new ProbeConfig.Header("X", System.getenv("PATH")));
  }

  @Test
  void shouldPlaceAProblemWhereTheKeyIsWritten() throws IOException {
    // Given
    final Path file = write("f.conf", "many = lots\n" + WEB + "listen.web.maxconn = ${many}\n");
    // Then
    assertThat(problems(List.of(file)))
        .singleElement()
        .satisfies(p -> assertThat(p.origin()).isEqualTo(new Origin(file.toString(), 3)))
        .satisfies(p -> assertThat(p.message()).contains("\"lots\""));
  }

  @Test
  void shouldReportEachUnresolvedSubstitution() throws IOException {
    // Given
    final Path file =
        write("f.conf", WEB + "listen.web.maxconn = ${no_such}\nlisten.web.bind = [${nor_this}]\n");
    // Then
    assertThat(problems(List.of(file)).stream().map(p -> p.origin().line() + " " + p.message()))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("2 ${no_such}"),
            p -> assertThat(p).startsWith("3 ${nor_this}"));
  }

  @Test
  void shouldReportFilesThatCannotBeRead() throws IOException {
    // Given
    final Path secret = write("secret.conf", WEB);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    final Path empty = Files.createDirectory(folder.resolve("empty"));
    // Then
    assertThat(problems(List.of(empty)))
        .singleElement()
        .matches(p -> p.message().contains("no *.conf"));
    assertThat(problems(List.of(folder.resolve("none.conf"))))
        .singleElement()
        .matches(p -> p.message().contains("there is no file"));
    assertThat(problems(List.of(Path.of("/dev/null"))))
        .singleElement()
        .matches(p -> p.message().contains("not a regular file"));
    assertThat(problems(List.of())).singleElement().matches(p -> p.message().contains("no file"));
    assumeThat(Files.isReadable(secret)).as("a user that may read everything").isFalse();
    assertThat(problems(List.of(secret)))
        .singleElement()
        .matches(p -> p.message().contains("no permission"));
  }

  @Test
  void shouldKnowExtensionsWithTheBuiltInNamesAmongThemOrNot() {
    final String text =
        WEB + "listen.web { balance = zoned, check { type = ldap, options.role = master } }\n";
    for (final Extensions extensions :
        List.of(
            new Extensions(Set.of("zoned"), Set.of("ldap")),
            new Extensions(Set.of("zoned", "first", "source"), Set.of("ldap", "tcp", "http")))) {
      // When
      final ReadResult result = HoconReader.readText("t", text, extensions);
      // Then
      assertThat(result).isInstanceOf(ReadResult.Valid.class);
      final BackendConfig web = ((ReadResult.Valid) result).config().backends().getFirst();
      assertThat(web.balance()).isEqualTo(new BalanceConfig.Custom("zoned", Map.of()));
      assertThat(web.servers().getFirst().check().orElseThrow().probe())
          .isEqualTo(new ProbeConfig.Custom("ldap", Map.of("role", "master")));
    }
  }

  @Test
  void shouldTakeOverridesOfVariablesThatTheTextDoesNotHave() {
    // Given
    final String text = WEB + "listen.web.maxconn = ${?demo.maxconn}\n";
    // When
    final ReadResult result =
        HoconReader.readText(
            "t", text, Extensions.NONE, Map.of("demo.maxconn", "9", "demo.x", "1"));
    // Then
    assertThat(((ReadResult.Valid) result).config().frontends().getFirst().maxconn()).isEqualTo(9);
  }

  @Test
  void shouldKeepTheOrderOfManyServers() {
    // Given
    final StringBuilder text = new StringBuilder("listen web { bind = \":1\"\n servers {\n");
    for (int i = 200; i > 0; i--) {
      text.append("s")
          .append(i)
          .append(" = \"h:")
          .append(i)
          .append("\"")
          .append(i % 3 == 0 ? ", " : "\n");
    }
    text.append("}}");
    // When
    final ReadResult result = HoconReader.readText("t", text.toString(), Extensions.NONE);
    // Then
    final List<ServerConfig> servers =
        ((ReadResult.Valid) result).config().backends().getFirst().servers();
    assertThat(servers.stream().map(s -> ((Address.Inet) s.address()).port()).toList())
        .isSortedAccordingTo(java.util.Comparator.reverseOrder())
        .hasSize(200);
  }

  private Path write(final String name, final String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static ReadResult.Valid valid(final List<Path> files) {
    final ReadResult result = HoconReader.read(files, Extensions.NONE);
    assertThat(result).isInstanceOf(ReadResult.Valid.class);
    return (ReadResult.Valid) result;
  }

  private static List<ConfigProblem> problems(final List<Path> files) {
    final ReadResult result = HoconReader.read(files, Extensions.NONE);
    assertThat(result).isInstanceOf(ReadResult.Invalid.class);
    return ((ReadResult.Invalid) result).problems();
  }
}
