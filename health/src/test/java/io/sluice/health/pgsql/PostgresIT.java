package io.sluice.health.pgsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.testkit.CheckLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check against PostgreSQL, which must be installed. It refuses to run as root. */
class PostgresIT {
  private static final String ACCESS =
      """
      host all postgres 127.0.0.1/32 trust
      host all probe 127.0.0.1/32 scram-sha-256
      host all old 127.0.0.1/32 md5
      """;

  private final CheckLab lab = new CheckLab();
  private Process server;

  @AfterEach
  void close() throws InterruptedException {
    lab.close();
    if (server != null) {
      server.destroy();
      if (!server.waitFor(10, TimeUnit.SECONDS)) {
        server.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void shouldCheckPostgresAndLeaveNoTraceInItsLog(@TempDir final Path folder) throws Exception {
    // Given
    final InetSocketAddress address = freeAddress();
    launch(folder, address.getPort());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> lab.run(pgsql("postgres"), address) instanceof CheckResult.Passed);
    final String before = Files.readString(folder.resolve("log"));

    // Then
    assertFound(address, pgsql("postgres"), CheckStatus.L7OK, "authentication ok");
    assertFound(address, pgsql("probe"), CheckStatus.L7OK, "asks for a password (SASL)");
    await().until(() -> lab.openChannels() == 0);
    assertThat(Files.readString(folder.resolve("log"))).isEqualTo(before);
    assertFound(
        address,
        new ProbeConfig.Pgsql("postgres", Optional.of("nowhere")),
        CheckStatus.L7STS,
        "FATAL 3D000 database \"nowhere\" does not exist");
    final CheckResult stranger = lab.run(pgsql("stranger"), address);
    assertThat(stranger.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(stranger.detail()).startsWith("FATAL 28000 no pg_hba.conf entry for host");
  }

  private void assertFound(
      final InetSocketAddress address,
      final ProbeConfig config,
      final CheckStatus status,
      final String detail) {
    final CheckResult result = lab.run(config, address);
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.status()).isEqualTo(status);
  }

  private static ProbeConfig pgsql(final String user) {
    return new ProbeConfig.Pgsql(user, Optional.empty());
  }

  private void launch(final Path folder, final int port) throws Exception {
    final Path data = folder.resolve("data");
    if (isRoot()) {
      run("/bin/chown", "nobody", folder.toString());
    }
    run(program("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "--no-sync"));
    Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
    final List<String> command =
        List.of(
            program(
                "postgres",
                "-D",
                data.toString(),
                "-p",
                String.valueOf(port),
                "-h",
                "127.0.0.1",
                "-k",
                "",
                "-F"));
    server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
  }

  /** The newest one that is installed, under another user where this one is root. */
  private static String[] program(final String name, final String... arguments) throws IOException {
    final List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      final Path version = versions.sorted().reduce((_, later) -> later).orElseThrow();
      command.add(version.resolve("bin").resolve(name).toString());
    }
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static void run(final String... command) throws Exception {
    final Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }
}
