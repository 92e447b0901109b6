package io.sluice.health.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.backends.Server;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckLoop;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.Target;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** External checks with real programs. */
class ExternalCheckIT {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final SocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 8774);

  @TempDir private Path folder;
  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  /** The configuration of a check that runs this script of sh. */
  private ProbeConfig.External script(final String text, final String... arguments)
      throws IOException {
    final Path file = folder.resolve("check");
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new ProbeConfig.External(file, List.of(arguments), "/usr/bin:/bin");
  }

  private CheckResult check(final String script) throws IOException {
    return lab.run(script(script), ADDRESS, LONG);
  }

  private static void assertResult(
      final CheckResult result, final CheckStatus status, final String detail) {
    assertThat(result.status() + " " + result.detail()).isEqualTo(status + " " + detail);
    assertThat(result instanceof CheckResult.Passed).isEqualTo(status == CheckStatus.PROCOK);
  }

  private List<String> lines(final String file) throws IOException {
    return Files.readAllLines(folder.resolve(file));
  }

  /** Whether a process is no more, or nothing but its exit code. */
  private static boolean gone(final String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "stat")).replaceFirst(".*\\) ", "").charAt(0)
          == 'Z';
    } catch (IOException e) {
      return true;
    }
  }

  static List<Arguments> programs() {
    return List.of(
        arguments("exit 0", CheckStatus.PROCOK, ""),
        arguments("echo; echo all is well; echo more", CheckStatus.PROCOK, "all is well"),
        arguments("echo to stderr >&2", CheckStatus.PROCOK, "to stderr"),
        arguments("exit 3", CheckStatus.PROCERR, "exit code 3"),
        arguments("printf 'no end'; exit 1", CheckStatus.PROCERR, "exit code 1: no end"),
        arguments(
            "printf 'a\\033[31mb\\377\\n'; exit 1", CheckStatus.PROCERR, "exit code 1: a?[31mb?"),
        arguments(
            "printf %0999d 0; exit 1", CheckStatus.PROCERR, "exit code 1: " + "0".repeat(120)),
        arguments("kill -9 $$", CheckStatus.PROCERR, "exit code 137, as of signal 9"),
        arguments("exit 255", CheckStatus.PROCERR, "exit code 255"));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void shouldGoByTheExitCodeAndShowTheFirstLine(
      final String script, final CheckStatus status, final String detail) throws Exception {
    assertResult(check(script), status, detail);
  }

  @Test
  void shouldStartItAsHaproxyDoesAndWithNothingOfOurEnvironment() throws Exception {
    // Given
    final Server server = Servers.backend("nova1").servers().getFirst();
    final Target target =
        new Target(
            ADDRESS,
            Optional.empty(),
            "check.test",
            Optional.of(
                new Target.Subject(server, "nova", Optional.of("0.0.0.0"), Optional.of("8774"))));
    final String script =
        "for a; do echo \"$a\"; done >%1$s/args; tr '\\000' '\\n' </proc/$$/environ >%1$s/env; pwd"
            .formatted(folder);

    // When
    final CheckResult result =
        lab.run(lab.open(script(script, "--first", "two words", ""), target), LONG);

    // Then
    assertResult(result, CheckStatus.PROCOK, "/");
    assertThat(lines("args"))
        .containsExactly("--first", "two words", "", "0.0.0.0", "8774", "192.0.2.7", "8774");
    assertThat(lines("env"))
        .containsExactlyInAnyOrder(
            "PATH=/usr/bin:/bin",
            "HAPROXY_PROXY_NAME=nova",
            "HAPROXY_PROXY_ADDR=0.0.0.0",
            "HAPROXY_PROXY_PORT=8774",
            "HAPROXY_SERVER_NAME=nova1",
            "HAPROXY_SERVER_ADDR=192.0.2.7",
            "HAPROXY_SERVER_PORT=8774",
            "HAPROXY_SERVER_MAXCONN=0",
            "HAPROXY_SERVER_CURCONN=0");
  }

  @Test
  void shouldSayWhatIsNotUsed() throws Exception {
    // Given
    final ProbeConfig config = script("echo \"$@\" $HAPROXY_SERVER_ADDR+$HAPROXY_SERVER_PORT");

    // Then
    assertResult(
        lab.run(config, new DomainSocketAddress("/run/db.sock"), LONG),
        CheckStatus.PROCOK,
        "NOT_USED NOT_USED /run/db.sock NOT_USED /run/db.sock+");
    assertResult(
        lab.run(config, new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 80), LONG),
        CheckStatus.PROCOK,
        "NOT_USED NOT_USED 2001:db8::1 80 2001:db8::1+80");
  }

  @Test
  void shouldGiveItNothingToRead() throws Exception {
    assertResult(check("cat; echo end of input"), CheckStatus.PROCOK, "end of input");
  }

  @Test
  void shouldNotLetOutputHoldItUp() throws Exception {
    assertResult(check("echo first; head -c 500000 /dev/zero"), CheckStatus.PROCOK, "first");
  }

  @Test
  void shouldKillItWithAllThatItStartedWhenItTakesTooLong() throws Exception {
    // Given
    final ProbeConfig config =
        script(
            """
            echo waiting for the disk
            trap '' TERM HUP
            sleep 600 & echo $! >>%1$s/pids
            (setsid sleep 600 & echo $! >>%1$s/pids; wait) &
            echo $! >>%1$s/pids; echo $$ >>%1$s/pids
            wait
            """
                .formatted(folder));

    // When
    final CheckResult result = lab.run(config, ADDRESS, Duration.ofSeconds(2));

    // Then
    assertResult(
        result, CheckStatus.PROCTOUT, "the program did not end in time: waiting for the disk");
    assertThat(lines("pids")).hasSize(4);
    for (final String pid : lines("pids")) {
      await().until(() -> gone(pid));
    }
  }

  @Test
  void shouldKillWhatItLeavesBehind() throws Exception {
    // When
    final CheckResult result = check("sleep 600 & echo $! >%s/pids; echo done".formatted(folder));

    // Then
    assertResult(result, CheckStatus.PROCOK, "done");
    final String left = lines("pids").getFirst();
    await().until(() -> gone(left));
  }

  @Test
  void shouldNotWaitForADaemonThatKeepsItsOutput() throws Exception {
    // When
    final CheckResult result =
        check("setsid sleep 600 & echo $! >%s/pids; sleep 0.2; echo done".formatted(folder));

    // Then
    assertResult(result, CheckStatus.PROCOK, "done");
    final long daemon = Long.parseLong(lines("pids").getFirst());
    assertThat(ProcessHandle.of(daemon).map(ProcessHandle::destroyForcibly)).contains(true);
  }

  @Test
  void shouldEndWhenOutputHasNoEnd() throws Exception {
    assertResult(
        lab.run(script("exec yes no"), ADDRESS, SHORT),
        CheckStatus.PROCTOUT,
        "the program did not end in time: no");
  }

  @Test
  void shouldFailWhenTheProgramIsGone() throws Exception {
    // Given
    final ProbeConfig.External config = script("exit 0");
    final Probe probe = lab.open(config, CheckLab.target(ADDRESS));
    assertResult(lab.run(probe, LONG), CheckStatus.PROCOK, "");

    // When
    Files.delete(config.command());

    // Then
    final CheckResult result = lab.run(probe, LONG);
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.detail()).contains("No such file or directory");
  }

  @Test
  void shouldRunAgainAtOnceAfterItWasKilled() throws Exception {
    // Given
    final Path slow = Files.createFile(folder.resolve("slow"));
    final Probe probe =
        lab.open(script("test ! -e %s || sleep 600".formatted(slow)), CheckLab.target(ADDRESS));
    assertThat(lab.run(probe, SHORT).status()).isEqualTo(CheckStatus.PROCTOUT);

    // When
    Files.delete(slow);

    // Then
    assertResult(lab.run(probe, LONG), CheckStatus.PROCOK, "");
  }

  @Test
  void shouldNotRunMoreProgramsThanThereArePlaces() throws Exception {
    // Given
    final ProgramLimit one = new ProgramLimit(1);
    final ProbeConfig.External config =
        script("echo $$ >%1$s/pids.new; mv %1$s/pids.new %1$s/pids; sleep 600".formatted(folder));
    final Probe first = lab.track(probe(config, one));
    final Probe second = lab.track(probe(config, one));
    final CompletableFuture<CheckResult> running = lab.start(first, LONG);
    await().until(() -> Files.exists(folder.resolve("pids")));

    // When
    final CheckResult result = lab.run(second, SHORT);

    // Then
    assertResult(result, CheckStatus.SOCKERR, "all 1 places for programs of checks are taken");
    assertThat(running).isNotDone();
    final String pid = lines("pids").getFirst();
    lab.eventLoop().execute(first::close);
    await().until(() -> gone(pid));
    assertThat(lab.start(second, SHORT).get(20, TimeUnit.SECONDS).status())
        .isEqualTo(CheckStatus.PROCTOUT);
    assertThat(running).isNotDone();
  }

  private Probe probe(final ProbeConfig.External config, final ProgramLimit limit) {
    return new ExternalProbe(
        new CommandLine(config, CheckLab.target(ADDRESS)), new CheckLoop(lab.eventLoop()), limit);
  }
}
