package io.sluice.engine.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Keystone on SQLite, served by uWSGI as Debian's package does it, with one user: {@code
 * admin}, password {@code secret}. It logs each request with what it was told of the client. For
 * one test thread.
 */
public final class Keystone extends RealServer {
  private static final Duration SETUP = Duration.ofMinutes(1);
  private static final String CONFIG =
      """
      [DEFAULT]
      log_file = %1$s/keystone.log
      [database]
      connection = sqlite:///%1$s/keystone.db
      [token]
      provider = fernet
      [fernet_tokens]
      key_repository = %1$s/keys
      [credential]
      key_repository = %1$s/credentials
      [oslo_middleware]
      enable_proxy_headers_parsing = true
      [cache]
      enabled = false
      """;

  private Keystone() {
    super("keystone");
  }

  /**
   * Makes the data and starts the server; about six seconds.
   *
   * @param publicPort where its clients find it, which its catalog tells them
   */
  public static Keystone launch(final int publicPort) {
    final var server = new Keystone();
    server.files().file("keystone.conf", CONFIG.formatted(server.folder()));
    server.folder().resolve("keys").toFile().mkdir();
    server.folder().resolve("credentials").toFile().mkdir();
    final String user = System.getProperty("user.name");
    server.run("db_sync");
    server.run("fernet_setup", "--keystone-user", user, "--keystone-group", user);
    server.run("credential_setup", "--keystone-user", user, "--keystone-group", user);
    final String url = "http://127.0.0.1:" + publicPort + "/v3";
    server.run(
        "bootstrap",
        "--bootstrap-password=secret",
        "--bootstrap-public-url=" + url,
        "--bootstrap-internal-url=" + url,
        "--bootstrap-admin-url=" + url,
        "--bootstrap-region-id=here");
    server.start();
    return server;
  }

  private void run(final String... arguments) {
    final var command = new ArrayList<>(List.of("keystone-manage"));
    command.add("--config-file=" + folder().resolve("keystone.conf"));
    command.addAll(List.of(arguments));
    Tool.run(SETUP, environment(), command.toArray(String[]::new)).assertOk();
  }

  /**
   * Runs the command line client against it, through whatever listens on its public port.
   *
   * @return what it printed
   */
  public static String openstack(final int publicPort, final String... arguments) {
    final var command = new ArrayList<>(List.of("openstack"));
    command.addAll(List.of(arguments));
    return Tool.run(SETUP, account(publicPort), command.toArray(String[]::new)).assertOk().output();
  }

  private static Map<String, String> account(final int publicPort) {
    return Map.of(
        "OS_AUTH_URL", "http://127.0.0.1:" + publicPort + "/v3",
        "OS_USERNAME", "admin",
        "OS_PASSWORD", "secret",
        "OS_PROJECT_NAME", "admin",
        "OS_USER_DOMAIN_ID", "default",
        "OS_PROJECT_DOMAIN_ID", "default",
        "OS_IDENTITY_API_VERSION", "3");
  }

  @Override
  Map<String, String> environment() {
    return Map.of("OS_KEYSTONE_CONFIG_FILES", folder().resolve("keystone.conf").toString());
  }

  // One thread: SQLite is locked by the sessions that others keep open.
  @Override
  List<String> command() {
    return List.of(
        "uwsgi",
        "--plugins=python3",
        "--http-socket=127.0.0.1:" + port(),
        "--processes=1",
        "--buffer-size=65535",
        "--die-on-term",
        "--rem-header=Content-Length",
        "--wsgi-file=/usr/bin/keystone-wsgi-public",
        "--log-format=%(method) %(uri) %(status) for=[%(var.HTTP_X_FORWARDED_FOR)]"
            + " proto=[%(var.HTTP_X_FORWARDED_PROTO)] host=[%(var.HTTP_X_FORWARDED_HOST)]");
  }

  @Override
  boolean answers() throws IOException {
    // It takes clients before it has loaded itself, and answers them then.
    try (var peer = Peer.connect(address())) {
      peer.send("GET /v3 HTTP/1.0\r\n\r\n");
      return peer.readLine().endsWith(" 200 OK");
    }
  }
}
