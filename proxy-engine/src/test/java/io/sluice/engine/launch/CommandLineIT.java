package io.sluice.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says and returns. */
class CommandLineIT {
  private static final String VALID =
      "listen.l { bind = \"127.0.0.1:%d\", servers.s = \"127.0.0.1:%d\" }\n";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("sluice.conf"), text);
  }

  private static Tool.Result check(Path... files) {
    return Sluice.run(arguments(List.of("-c"), files));
  }

  private static Tool.Result serve(Path... files) {
    return Sluice.run(arguments(List.of(), files));
  }

  private static String[] arguments(List<String> first, Path... files) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(first);
    for (Path file : files) {
      arguments.addAll(List.of("-f", file.toString()));
    }
    return arguments.toArray(String[]::new);
  }

  /** One line for each problem, and nothing that only a developer reads. */
  private static void assertPlain(Tool.Result result) {
    assertThat(result.output()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @Test
  void shouldSayThatAFileIsValid() throws IOException {
    // When
    var result = check(file(VALID.formatted(1, 2)));
    // Then
    assertThat(result.assertOk().output()).isEqualTo("Configuration file is valid");
  }

  @Test
  void shouldCheckWithoutTakingAPortOrAskingForAName() throws IOException {
    try (var taken = EchoServer.start()) {
      String text = VALID.formatted(taken.port(), 2) + "listen.l.servers.x = \"no-such.invalid:1\"";
      // When, Then
      check(file(text)).assertOk();
    }
  }

  @Test
  void shouldNameEveryProblemWithItsLine() throws IOException {
    Path file =
        file(
            """
            global.maxcon = 10
            frontend.f { bind = "127.0.0.1:99999", backend = nowhere }
            backend.b {
              balance = roundrobbin
              servers.s = "127.0.0.1"
            }
            """);
    // When
    var result = check(file).assertExit(1);
    // Then
    assertThat(result.output().lines())
        .satisfiesOnlyOnce(line -> assertThat(line).contains(":1: error: ", "maxconn"))
        .anySatisfy(line -> assertThat(line).contains(":2: error: ", "99999"))
        .anySatisfy(line -> assertThat(line).contains(":2: error: ", "nowhere"))
        .anySatisfy(line -> assertThat(line).contains(":4: error: ", "roundrobin"))
        .anySatisfy(line -> assertThat(line).contains(":5: error: ", "127.0.0.1"))
        .last()
        .asString()
        .isEqualTo("sluice: 5 errors");
    assertThat(result.output().lines().filter(line -> line.contains("error: ")))
        .allMatch(line -> line.startsWith(file.toString()))
        .hasSize(5);
    assertPlain(result);
    // And a start says the same.
    assertThat(serve(file).assertExit(1).output()).isEqualTo(result.output());
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    Path missing = folder.resolve("missing.conf");
    for (var result : new Tool.Result[] {check(missing), serve(missing)}) {
      assertThat(result.assertExit(1).output()).contains(missing.toString());
      assertPlain(result);
    }
  }

  @Test
  void shouldNameAFileThatCannotBeRead() throws IOException {
    // A folder, since permissions do not stop root.
    Path unreadable = Files.createDirectory(folder.resolve("unreadable.conf"));
    // When
    var result = check(file("include required(file(\"" + unreadable + "\"))"));
    // Then
    assertThat(result.assertExit(1).output()).contains("unreadable.conf");
    assertPlain(result);
  }

  @Test
  void shouldWantAFileToCheck() {
    assertThat(Sluice.run("-c").assertExit(1).output()).contains("-f FILE");
  }

  @Test
  void shouldPrintItsVersionAndItsHelp() {
    assertThat(Sluice.run("-v").assertOk().output()).matches("Sluice version \\d+\\.\\d+\\.\\d+.*");
    assertThat(Sluice.run("--help").assertOk().output())
        .contains("-f", "-c", "-v", "--help", "USR1", "Exit codes");
  }

  @Test
  void shouldRefuseAnOptionThatItDoesNotKnow() {
    var result = Sluice.run("--nonsense").assertExit(2);
    assertThat(result.output()).contains("--nonsense").contains("Usage:");
    assertPlain(result);
  }

  @Test
  void shouldRefuseAJvmThatWouldLoseBodies() {
    String config = VALID.formatted(Ports.free(), 1);
    try (var sluice = Sluice.launch(config, "--sun-misc-unsafe-memory-access=deny")) {
      // Then
      sluice.log().await("error: the JVM may not copy .*--sun-misc-unsafe-memory-access=allow");
      assertThat(sluice.awaitExit(Duration.ofSeconds(30))).isEqualTo(1);
    }
  }

  @Test
  void shouldSayWhoHoldsAPortAndWhatToDo() throws IOException {
    try (var taken = EchoServer.start()) {
      // When
      var result = serve(file(VALID.formatted(taken.port(), 2)));
      // Then
      assertThat(result.assertExit(1).output().lines().toList())
          .hasSize(2)
          .first()
          .asString()
          .contains("sluice.conf:1: error: another process already listens", "ss -ltnp")
          .contains(":" + taken.port());
      assertPlain(result);
    }
  }

  @Test
  void shouldNoticeAnotherSluiceOnItsPort() throws IOException {
    String text = VALID.formatted(Ports.free(), 2);
    try (var first = Sluice.start(text)) {
      // When
      var result = serve(file(text));
      // Then
      assertThat(result.assertExit(1).output()).contains("already listens");
      assertThat(first.isRunning()).isTrue();
    }
  }

  @Test
  void shouldNameEveryProblemOfAStartAtOnce() throws IOException {
    try (var taken = EchoServer.start();
        var takenToo = EchoServer.start()) {
      String text =
          VALID.formatted(taken.port(), 2)
              + "listen.m { bind = \"127.0.0.1:%d\", servers.s { address = \"no-such.invalid:1\", init-addr = libc } }\n"
                  .formatted(Ports.free())
              + "global.maxconn = 2000000000\n"
              + "global.admin.bind = \"127.0.0.1:%d\"\n".formatted(takenToo.port());
      // When
      var result = serve(file(text));
      // Then
      assertThat(result.assertExit(1).output().lines())
          .anySatisfy(line -> assertThat(line).contains(":1: error: another process"))
          .anySatisfy(line -> assertThat(line).contains(":2: error: ", "no-such.invalid", "getent"))
          .anySatisfy(line -> assertThat(line).contains("file descriptors", "LimitNOFILE="))
          .anySatisfy(line -> assertThat(line).contains(":4: error: ", "admin"))
          .last()
          .asString()
          .isEqualTo("sluice: 4 errors");
      assertPlain(result);
    }
  }
}
