package io.sluice.engine.http;

import static io.sluice.engine.testkit.Keystone.openstack;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Keystone;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenStack's own client and its identity service, with Sluice between them. */
class KeystoneIT {
  private static final String CONFIG =
      """
      listen keystone {
        mode = http
        bind = "127.0.0.1:%d"
        forwardfor = on
        http-request = [
          "set-header X-Forwarded-Proto http",
          "set-header X-Forwarded-Host %%[req.hdr(host)]",
        ]
        check { type = http, path = "/v3", inter = 500ms }
        servers.k1 = "127.0.0.1:%d"
      }
      """;

  private static int port;
  private static Keystone keystone;
  private static Sluice sluice;

  @BeforeAll
  static void start() {
    port = Ports.free();
    keystone = Keystone.launch(port);
    sluice = Sluice.start(CONFIG.formatted(port, keystone.port()));
  }

  @AfterAll
  static void stop() {
    if (sluice != null) {
      sluice.close();
    }
    if (keystone != null) {
      keystone.close();
    }
  }

  /** What Keystone's log must say of a request. */
  private static String told() {
    return " for=[127.0.0.1] proto=[http] host=[127.0.0.1:" + port + "]";
  }

  @Test
  void shouldIssueATokenAndListTheCatalog() {
    // When
    final String token = openstack(port, "token", "issue", "-f", "value", "-c", "id").strip();
    final String catalog = openstack(port, "catalog", "list");
    // Then
    assertThat(token).startsWith("gAAAA").hasSizeGreaterThan(100);
    assertThat(catalog).contains("keystone", "http://127.0.0.1:" + port + "/v3");
    assertThat(keystone.log().lines("POST /v3/auth/tokens 201"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).endsWith(told()));
    sluice.log().await("keystone keystone/k1 .* 201 .* \"POST /v3/auth/tokens HTTP/1.1\"");
  }

  @Test
  void shouldCreateAndDeleteAUser() {
    // When
    final String id =
        openstack(port, "user", "create", "--password", "x", "-f", "value", "-c", "id", "bob")
            .strip();
    openstack(port, "user", "delete", id);
    // Then
    assertThat(openstack(port, "user", "list", "-f", "value", "-c", "Name").lines())
        .contains("admin")
        .doesNotContain("bob");
    assertThat(keystone.log().lines("(POST|DELETE) /v3/users"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).endsWith(told()));
  }
}
