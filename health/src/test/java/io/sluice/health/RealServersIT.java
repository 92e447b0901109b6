package io.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.RedisRole;
import io.sluice.config.Secret;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks against nginx, memcached and Redis, which must be installed. */
class RealServersIT {
  private static final ProbeConfig TCP = new ProbeConfig.Tcp();
  private static final ProbeConfig MEMCACHED = new ProbeConfig.Memcached();

  private final CheckLab lab = new CheckLab();
  private final List<Process> servers = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    lab.close();
    servers.forEach(Process::destroy);
    for (final Process server : servers) {
      if (!server.waitFor(10, TimeUnit.SECONDS)) {
        server.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void shouldCheckMemcached() throws Exception {
    // Given
    final InetSocketAddress address = freeAddress();
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
    startNginx(folder, address.getPort());
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

  @Test
  void shouldCheckRedis(@TempDir final Path folder) throws Exception {
    // Given
    final InetSocketAddress master = freeAddress();
    startRedis(folder, master);
    awaitUp(master);
    final InetSocketAddress slave = freeAddress();
    startRedis(folder, slave, "--replicaof", "127.0.0.1 " + master.getPort());
    awaitUp(slave);

    // Then
    assertFound(master, redis(RedisRole.ANY), CheckStatus.L7OK, "PONG");
    assertFound(slave, redis(RedisRole.ANY), CheckStatus.L7OK, "PONG");
    assertFound(master, redis(RedisRole.MASTER), CheckStatus.L7OK, "role master");
    assertFound(slave, redis(RedisRole.SLAVE), CheckStatus.L7OK, "role slave");
    assertFound(slave, redis(RedisRole.MASTER), CheckStatus.L7STS, "role slave");
    assertFound(master, redis(RedisRole.SLAVE), CheckStatus.L7STS, "role master");
    final CheckResult unasked = lab.run(redis(RedisRole.ANY, "secret"), master);
    assertThat(unasked.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(unasked.detail()).startsWith("ERR AUTH <password> called without any password");
    assertThat(lab.run(MEMCACHED, master).status()).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void shouldCheckRedisWithAPassword(@TempDir final Path folder) throws Exception {
    // Given
    final InetSocketAddress address = freeAddress();
    startRedis(folder, address, "--requirepass", "s\u00e9cret word");
    awaitUp(address);

    // Then
    assertFound(address, redis(RedisRole.ANY, "s\u00e9cret word"), CheckStatus.L7OK, "PONG");
    assertFound(
        address, redis(RedisRole.MASTER, "s\u00e9cret word"), CheckStatus.L7OK, "role master");
    assertFound(
        address, redis(RedisRole.ANY), CheckStatus.L7STS, "NOAUTH Authentication required.");
    final CheckResult wrong = lab.run(redis(RedisRole.ANY, "guess"), address);
    assertThat(wrong.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(wrong.detail()).startsWith("WRONGPASS");
  }

  private void startRedis(
      final Path folder, final InetSocketAddress address, final String... options)
      throws IOException {
    final List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(address.getPort()),
                "--dir",
                folder.toString(),
                "--save",
                ""));
    command.addAll(List.of(options));
    start(command.toArray(String[]::new));
  }

  private static ProbeConfig redis(final RedisRole role) {
    return new ProbeConfig.Redis(role, Optional.empty());
  }

  private static ProbeConfig redis(final RedisRole role, final String password) {
    return new ProbeConfig.Redis(role, Optional.of(new Secret(password)));
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
        "GET",
        path,
        List.of(),
        List.of(new ProbeConfig.StatusRange(200, 399)),
        body,
        Optional.empty());
  }

  private void awaitUp(final InetSocketAddress address) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> lab.run(TCP, address) instanceof CheckResult.Passed);
  }

  private void startNginx(final Path folder, final int port) throws IOException {
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
    start("/usr/sbin/nginx", "-e", folder.resolve("error.log").toString(), "-c", config.toString());
  }

  private void start(final String... command) throws IOException {
    servers.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }
}
