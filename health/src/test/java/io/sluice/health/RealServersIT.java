package io.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.config.ProbeConfig;
import io.sluice.health.testkit.CheckLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks against nginx and memcached, which must be installed. */
class RealServersIT {
  private static final ProbeConfig TCP = new ProbeConfig.Tcp();
  private static final ProbeConfig MEMCACHED = new ProbeConfig.Memcached();

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
  void shouldCheckMemcached() throws Exception {
    // Given
    final InetSocketAddress address = freeAddress();
    server =
        start(
            "/usr/bin/memcached",
            "-u",
            "nobody",
            "-l",
            "127.0.0.1",
            "-U",
            "0",
            "-p",
            String.valueOf(address.getPort()));
    awaitUp(address);

    // When
    final CheckResult result = lab.run(MEMCACHED, address);

    // Then
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.detail()).matches("VERSION \\d+\\..*");
  }

  @Test
  void shouldCheckNginx(@TempDir final Path folder) throws Exception {
    // Given
    final InetSocketAddress address = freeAddress();
    server = startNginx(folder, address.getPort());
    awaitUp(address);

    // Then
    assertFound(address, get("/good", Optional.of("all is well")), CheckStatus.L7OK, "HTTP 200");
    assertFound(
        address,
        get("/good", Optional.of("nothing is")),
        CheckStatus.L7STS,
        "HTTP 200 without the expected text");
    assertFound(
        address,
        get("/bad", Optional.empty()),
        CheckStatus.L7STS,
        "HTTP 503 Service Temporarily Unavailable");
    assertFound(address, get("/none", Optional.empty()), CheckStatus.L7STS, "HTTP 404 Not Found");
    assertFound(address, get("/moved", Optional.empty()), CheckStatus.L7OK, "HTTP 301");
    assertThat(lab.run(MEMCACHED, address).status()).isEqualTo(CheckStatus.L7RSP);
    await().until(() -> lab.openChannels() == 0);
    assertThat(Files.readString(folder.resolve("error.log"))).isEmpty();
  }

  private void assertFound(
      final InetSocketAddress address,
      final ProbeConfig config,
      final CheckStatus status,
      final String detail) {
    final CheckResult result = lab.run(config, address);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.detail()).isEqualTo(detail);
  }

  private static ProbeConfig get(final String path, final Optional<String> body) {
    return new ProbeConfig.Http(
        "GET", path, List.of(), List.of(new ProbeConfig.StatusRange(200, 399)), body);
  }

  private void awaitUp(final InetSocketAddress address) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> lab.run(TCP, address) instanceof CheckResult.Passed);
  }

  private static Process startNginx(final Path folder, final int port) throws IOException {
    final Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        master_process off;
        pid %1$s/pid;
        error_log %1$s/error.log warn;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/a;
          proxy_temp_path %1$s/b;
          fastcgi_temp_path %1$s/c;
          uwsgi_temp_path %1$s/d;
          scgi_temp_path %1$s/e;
          server {
            listen 127.0.0.1:%2$d;
            location = /good { return 200 "all is well"; }
            location = /bad { return 503; }
            location = /moved { return 301 /good; }
            location / { return 404; }
          }
        }
        """
            .formatted(folder, port));
    return start(
        "/usr/sbin/nginx", "-e", folder.resolve("error.log").toString(), "-c", config.toString());
  }

  private static Process start(final String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }
}
