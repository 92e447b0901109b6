package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class SluiceIT {
  private static String config(int port, int target) {
    return """
    listen {
      echo {
        bind = "127.0.0.1:%d"
        servers { one = "127.0.0.1:%d" }
      }
    }
    """
        .formatted(port, target);
  }

  @Test
  void shouldServeReloadAndStop() throws IOException {
    int port = Ports.free();
    try (var first = EchoServer.start(Ports.free(), "first\n");
        var second = EchoServer.start(Ports.free(), "second\n");
        var sluice = Sluice.start(config(port, first.port()))) {
      try (var peer = Peer.connect(port)) {
        assertThat(peer.readLine()).isEqualTo("first");
      }
      // When
      int mark = sluice.reload(config(port, second.port()));
      // Then
      sluice.log().await(mark, "reload: in force");
      try (var peer = Peer.connect(port)) {
        assertThat(peer.readLine()).isEqualTo("second");
      }
      assertThat(sluice.residentBytes()).isBetween(10L << 20, 1L << 30);
      assertThat(sluice.openFiles()).isPositive();
      assertThat(sluice.stop()).isZero();
    }
  }

  @Test
  void shouldLeaveNothingWhenClosed() {
    int port = Ports.free();
    var sluice = Sluice.start(config(port, Ports.free()));
    // When
    sluice.close();
    // Then
    assertThat(sluice.isRunning()).isFalse();
    assertThat(Ports.isFree(port)).isTrue();
    assertThat(Files.exists(sluice.file())).isFalse();
  }

  @Test
  void shouldShowTheLogWhenItDoesNotStart() {
    assertThatThrownBy(() -> Sluice.start("nonsense = 1"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nonsense");
  }

  @Test
  void shouldRunToTheEndWithAnyArguments() {
    assertThat(Sluice.run("-v").assertOk().output()).contains("Sluice");
    Sluice.run("--no-such-option").assertExit(2);
  }
}
