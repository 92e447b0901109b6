package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to sessions when a check finds their server down, or a better one up. */
@SuppressWarnings("try") // To close a server early is what these tests are about.
class MarkedIT {
  private static final String CHECK = "check { type = tcp, inter = 50ms, rise = 1, fall = 1";

  @Test
  void shouldResetBothSidesWhenTheServerIsMarkedDown() throws Exception {
    try (ScriptedServer check = ScriptedServer.start(peer -> {});
        ScriptedServer server = ScriptedServer.listen();
        LiveProxy proxy =
            start(
                """
                s { address = "127.0.0.1:%d", on-marked-down = shutdown-sessions
                  %s, port = %d } }
                """
                    .formatted(server.port(), CHECK, check.port()))) {
      // Given
      final List<Peer> clients = new ArrayList<>();
      final List<Peer> behind = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        clients.add(Peer.connect(proxy.port("in")));
        behind.add(server.accept());
      }
      behind.getFirst().send("unread");
      // When
      check.close();
      // Then
      for (int i = 0; i < clients.size(); i++) {
        assertThat(clients.get(i).awaitEnd()).isEqualTo(Peer.End.RESET);
        assertThat(behind.get(i).awaitEnd()).isEqualTo(Peer.End.RESET);
      }
      Until.isTrue("eight lines", () -> proxy.sessionLines().size() == 8);
      assertThat(proxy.sessionLines())
          .allMatch(line -> line.contains(" out/s ") && line.contains(" DD "));
      assertThat(proxy.server("out", "s").totals().killed()).isEqualTo(8);
      assertThat(proxy.backend("out").totals().killed()).isEqualTo(8);
      assertThat(proxy.server("out", "s").totals().open()).isZero();
      assertThat(proxy.stats().process().openConnections()).isZero();
    }
  }

  @Test
  void shouldLeaveSessionsAloneWhenNothingIsSaid() throws Exception {
    try (ScriptedServer check = ScriptedServer.start(peer -> {});
        ScriptedServer server = ScriptedServer.listen();
        LiveProxy proxy =
            start(
                "s { address = \"127.0.0.1:%d\", %s, port = %d } }"
                    .formatted(server.port(), CHECK, check.port()));
        Peer client = Peer.connect(proxy.port("in"));
        Peer behind = server.accept()) {
      // When
      check.close();
      Until.isTrue("it is down", () -> proxy.server("out", "s").downs() == 1);
      // Then
      client.send("still");
      assertThat(behind.receive(5)).isEqualTo("still");
    }
  }

  @Test
  void shouldResetSessionsOnBackupsWhenAServerIsMarkedUp() throws Exception {
    final int checkPort = Ports.free();
    try (ScriptedServer main = ScriptedServer.listen();
        ScriptedServer backup = ScriptedServer.listen();
        LiveProxy proxy =
            start(
                """
                m { address = "127.0.0.1:%d", on-marked-up = shutdown-backup-sessions
                  %s, port = %d } }
                b { address = "127.0.0.1:%d", backup = on }
                """
                    .formatted(main.port(), CHECK, checkPort, backup.port()))) {
      // Given
      final List<Peer> clients = new ArrayList<>();
      final List<Peer> behind = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        clients.add(Peer.connect(proxy.port("in")));
        behind.add(backup.accept());
      }
      // When
      try (ScriptedServer check = ScriptedServer.start(Ports.on(checkPort), peer -> {})) {
        // Then
        for (int i = 0; i < clients.size(); i++) {
          assertThat(clients.get(i).awaitEnd()).isEqualTo(Peer.End.RESET);
          assertThat(behind.get(i).awaitEnd()).isEqualTo(Peer.End.RESET);
        }
        Until.isTrue("eight lines", () -> proxy.sessionLines().size() == 8);
        assertThat(proxy.sessionLines())
            .allMatch(line -> line.contains(" out/b ") && line.contains(" UD "));
        assertThat(proxy.server("out", "b").totals().killed()).isEqualTo(8);
        try (Peer next = Peer.connect(proxy.port("in"));
            Peer onMain = main.accept()) {
          next.send("better");
          assertThat(onMain.receive(6)).isEqualTo("better");
        }
        assertThat(check.count()).isPositive();
      }
    }
  }

  private static LiveProxy start(final String servers) {
    return LiveProxy.start(
        """
        global.threads = 4
        frontend.in { bind = "127.0.0.1:0", backend = out }
        backend.out.servers {
          %s
        }
        """
            .formatted(servers));
  }
}
