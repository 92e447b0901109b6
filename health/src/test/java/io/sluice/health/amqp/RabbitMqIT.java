package io.sluice.health.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.testkit.CheckLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check against a node of RabbitMQ, which must be installed: on ports, in folders and with a
 * port mapper of its own. It takes some seconds to start, so there is one test.
 */
class RabbitMqIT {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final CheckLab lab = new CheckLab();
  private final List<Process> processes = new ArrayList<>();
  private ServerSocket reserved;

  @BeforeEach
  void reserve() throws IOException {
    reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws Exception {
    lab.close();
    reserved.close();
    for (final Process process : processes.reversed()) {
      final List<ProcessHandle> all =
          Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      for (final ProcessHandle each : all) {
        each.onExit().get(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void shouldCheckANodeThatStartsIsStoppedAndEnds(@TempDir final Path folder) throws Exception {
    // Given
    final var address = reserved.getLocalSocketAddress();
    final int port = reserved.getLocalPort();
    reserved.close();
    final Process node = start(folder, port);
    final Probe probe = lab.open(new ProbeConfig.Amqp(), CheckLab.target(address));

    // Then
    final CheckResult booting = lab.run(probe, SECOND);
    assertThat(booting.status()).isEqualTo(CheckStatus.L4CON);
    assertThat(booting.detail()).isEqualTo("connection refused");

    // When
    await()
        .atMost(START)
        .failFast("the node ended", () -> !node.isAlive())
        .until(() -> lab.run(probe, SECOND) instanceof CheckResult.Passed);

    // Then
    final CheckResult up = lab.run(probe, Duration.ofSeconds(10));
    assertThat(up.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(up.detail()).isEqualTo("AMQP 0-9, Connection.Start");

    // When
    final ProcessHandle broker = broker(node);
    signal(broker, "STOP");

    // Then
    final CheckResult stopped = lab.run(probe, Duration.ofMillis(500));
    assertThat(stopped.status()).isEqualTo(CheckStatus.L7TOUT);
    assertThat(stopped.detail()).isEqualTo("no answer in time");

    // When
    signal(broker, "CONT");

    // Then
    assertThat(lab.run(probe, Duration.ofSeconds(10))).isInstanceOf(CheckResult.Passed.class);

    // When
    broker.destroyForcibly();
    broker.onExit().get(20, TimeUnit.SECONDS);

    // Then
    final CheckResult down = lab.run(probe, SECOND);
    assertThat(down.status()).isEqualTo(CheckStatus.L4CON);
    assertThat(down.detail()).isEqualTo("connection refused");
  }

  private static ProcessHandle broker(final Process node) {
    return node.descendants()
        .filter(p -> p.info().command().filter(c -> c.endsWith("/beam.smp")).isPresent())
        .findFirst()
        .orElseThrow();
  }

  private static void signal(final ProcessHandle process, final String name) throws Exception {
    final Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** The node, and before it the mapper that it would start and leave behind. */
  private Process start(final Path folder, final int port) throws Exception {
    final int mapper = freePort();
    launch(folder, Map.of(), "epmd", "-address", "127.0.0.1", "-port", String.valueOf(mapper));
    final String none = folder.resolve("none").toString();
    return launch(
        folder,
        Map.ofEntries(
            Map.entry("HOME", folder.toString()),
            Map.entry("ERL_EPMD_PORT", String.valueOf(mapper)),
            Map.entry("RABBITMQ_NODENAME", "sluice" + port + "@localhost"),
            Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
            Map.entry("RABBITMQ_NODE_PORT", String.valueOf(port)),
            Map.entry("RABBITMQ_DIST_PORT", String.valueOf(freePort())),
            Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString()),
            Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
            Map.entry("RABBITMQ_LOGS", "-"),
            Map.entry("RABBITMQ_CONFIG_FILE", none),
            Map.entry("RABBITMQ_CONF_ENV_FILE", none),
            Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", none),
            Map.entry(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "-kernel inet_dist_use_interface {127,0,0,1}")),
        program().toString());
  }

  /** Debian's own script would change to another user; this one does not. */
  private static Path program() throws IOException {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/rabbitmq/lib"))) {
      return versions
          .sorted()
          .reduce((_, later) -> later)
          .orElseThrow()
          .resolve("sbin/rabbitmq-server");
    }
  }

  private Process launch(
      final Path folder, final Map<String, String> environment, final String... command)
      throws IOException {
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output" + processes.size()).toFile());
    builder.environment().putAll(environment);
    final Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
