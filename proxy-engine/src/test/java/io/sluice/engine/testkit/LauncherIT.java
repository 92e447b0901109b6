package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code sluice} in an installed layout: itself, and the jars of this build in lib. */
class LauncherIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Map<String, String> JAVA =
      Map.of("JAVA_HOME", System.getProperty("java.home"));

  private TempFolder folder;
  private Path script;

  @BeforeEach
  void install() throws IOException {
    folder = TempFolder.create("installed");
    Path home = Files.createDirectory(folder.path().resolve("with a space"));
    script = Files.copy(ROOT.resolve("sluice"), home.resolve("sluice"));
    Path lib = Files.createDirectory(home.resolve("lib"));
    try (Stream<Path> files = Files.list(Path.of("target", "lib"))) {
      for (Path file : files.toList()) {
        Files.createSymbolicLink(lib.resolve(file.getFileName()), file.toAbsolutePath());
      }
    }
  }

  @AfterEach
  void remove() {
    folder.close();
  }

  @Test
  void shouldPrintItsVersionWhenStartedThroughLinks() throws IOException {
    Path near =
        Files.createSymbolicLink(folder.path().resolve("near"), Path.of("with a space/sluice"));
    Path far = Files.createSymbolicLink(folder.path().resolve("far"), near);
    // When
    var result = Tool.run(Duration.ofMinutes(1), JAVA, far.toString(), "-v");
    // Then
    assertThat(result.assertOk().output()).containsPattern("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void shouldPassArgumentsThrough() {
    Path file = folder.file("a b*.conf", "nonsense = 1");
    // When
    var result =
        Tool.run(Duration.ofMinutes(1), JAVA, script.toString(), "-c", "-f", file.toString());
    // Then
    assertThat(result.assertExit(1).output()).contains("a b*.conf:1").contains("nonsense");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void shouldStopOnASignalThatAShellWouldIgnore(String signal) {
    Path file = usableConfig();
    // A background job of a shell ignores SIGINT, and what it starts inherits that.
    String job = "\"$0\" -f \"$1\" & echo pid $!; wait $!; echo exit $?";
    try (var shell =
        Child.start(
            folder.path(), JAVA, List.of("sh", "-c", job, script.toString(), file.toString()))) {
      long pid = Long.parseLong(shell.log().await("^pid ").substring("pid ".length()));
      shell.log().await("\\bready\\b");
      // When
      Tool.run("kill", "-s", signal, Long.toString(pid)).assertOk();
      // Then
      assertThat(shell.log().await("^exit ")).isEqualTo("exit 0");
      assertThat(shell.awaitExit(Duration.ofSeconds(10))).isZero();
    }
  }

  private Path usableConfig() {
    String text = "listen.a { bind = \"127.0.0.1:%d\", servers { s = \"127.0.0.1:1\" } }";
    return folder.file("sluice.conf", text.formatted(Ports.free()));
  }

  @Test
  void shouldReloadOnTheSignalThatTheJvmReserves() {
    Path file = usableConfig();
    try (var child =
        Child.start(folder.path(), JAVA, List.of(script.toString(), "-f", file.toString()))) {
      child.log().await("\\bready\\b");
      int mark = child.log().mark();
      // When
      child.signal("USR2");
      // Then
      assertThat(child.log().await(mark, "reload")).isNotEmpty();
    }
  }

  @Test
  void shouldSayWhatToInstallWhenThereIsNoJava() throws IOException {
    // No Java in any place that it looks at.
    Path search = script.resolveSibling("lib").resolve("jdk.sh");
    String text = Files.readString(search);
    Files.delete(search);
    Files.writeString(search, text.replace("/usr/", "/none/").replace("/opt/", "/none/"));
    var nowhere = Map.of("JAVA_HOME", "/none", "PATH", pathWithoutJava(), "HOME", "/none");
    // When
    var result = Tool.run(Duration.ofMinutes(1), nowhere, script.toString());
    // Then
    assertThat(result.assertExit(1).output()).contains("temurin-25-jdk").contains("openjdk-25-jdk");
  }

  /** A folder with what the script uses, and no java. */
  private String pathWithoutJava() throws IOException {
    Path bin = Files.createDirectory(folder.path().resolve("bin"));
    for (String name : List.of("dirname", "readlink", "sed")) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("/usr/bin", name));
    }
    return bin.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sluice.conf", "single.conf"})
  void shouldAcceptWhatTheImageRuns(String name) {
    String file = ROOT.resolve("docker").resolve(name).toString();
    Tool.run(Duration.ofMinutes(1), JAVA, script.toString(), "-c", "-f", file).assertOk();
  }

  @Test
  void shouldGiveTheJvmTheOptionsThatTestsHave() throws IOException {
    assertThat(Files.readString(script)).contains(System.getProperty("sluice.jvm"));
  }
}
