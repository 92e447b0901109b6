package io.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.Health;
import io.sluice.backends.ServerState;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that decide which servers are up. */
class ExternalCheckIT {
  @TempDir private Path folder;

  private Path program(final String name, final String text) throws IOException {
    final Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void awaitState(
      final LiveProxy proxy, final String server, final Health health, final String reason) {
    await()
        .untilAsserted(() -> {
          final ServerState state = proxy.server("nova", server).state();
          assertThat(state.health() + " " + state.reason()).isEqualTo(health + " " + reason);
        });
  }

  @Test
  void shouldTakeServersDownAndUpAsTheProgramSays() throws Exception {
    // Given: one probe would be enough for both servers, were they not told apart
    final Path sick = Files.createFile(folder.resolve("sick-b"));
    final Path check =
        program(
            "check",
            """
            told=%1$s/$HAPROXY_SERVER_NAME
            test -e $told || { echo "$@ $HAPROXY_PROXY_NAME" >$told.new; mv $told.new $told; }
            test ! -e %1$s/sick-$HAPROXY_SERVER_NAME || { echo sick; exit 1; }
            """
                .formatted(folder));
    final int port = Ports.free();
    try (LiveProxy proxy =
        LiveProxy.start(
            """
            global.external-checks = on
            listen.nova {
              bind = "127.0.0.1:%1$d"
              check { type = external, command = "%2$s", inter = 100ms, timeout = 10s, fall = 1, rise = 1 }
              servers { a = "127.0.0.1:9", b { address = "127.0.0.1:9", check.port = 10 } }
            }
            """
                .formatted(port, check))) {
      // Then
      awaitState(proxy, "a", Health.UP, "PROCOK");
      awaitState(proxy, "b", Health.DOWN, "PROCERR exit code 1: sick");
      assertThat(List.of(read("a"), read("b")))
          .containsExactly(
              "127.0.0.1 %d 127.0.0.1 9 nova".formatted(port),
              "127.0.0.1 %d 127.0.0.1 10 nova".formatted(port));
      // When
      Files.delete(sick);
      Files.createFile(folder.resolve("sick-a"));
      // Then
      awaitState(proxy, "a", Health.DOWN, "PROCERR exit code 1: sick");
      awaitState(proxy, "b", Health.UP, "PROCOK");
    }
  }

  private String read(final String file) throws IOException {
    return Files.readString(folder.resolve(file)).strip();
  }

  @Test
  void shouldSayNothingOfAListenerToAProgramOfABackend() throws Exception {
    final Path check = program("check", "echo \"$1 $2\"");
    try (LiveProxy proxy =
        LiveProxy.start(
            """
            global.external-checks = on
            frontend.nova { bind = "127.0.0.1:0", backend = nova }
            backend.nova {
              check { type = external, command = "%s", inter = 100ms, timeout = 10s }
              servers { a = "127.0.0.1:9" }
            }
            """
                .formatted(check))) {
      awaitState(proxy, "a", Health.UP, "PROCOK NOT_USED NOT_USED");
    }
  }
}
