package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.ServerState;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Agents that take their servers out and bring them back. */
@SuppressWarnings("try") // To close an agent early is what one of these tests is about.
class AgentIT {
  private volatile String words = "up";

  private ScriptedServer agent() {
    return ScriptedServer.start(peer -> peer.send(words + "\n"));
  }

  private static LiveProxy start(final String server) {
    return LiveProxy.start(
        """
        global.threads = 2
        frontend.in { bind = "127.0.0.1:0", backend = out }
        backend.out { servers { %s }, hold-until-checked = 0 }
        """
            .formatted(server));
  }

  private static String server(final int port, final ScriptedServer agent, final String more) {
    return """
    s { address = "127.0.0.1:%d", agent { port = %d, inter = 50ms }
      %s }
    """
        .formatted(port, agent.port(), more);
  }

  private void say(final LiveProxy proxy, final String next, final String state) {
    words = next;
    awaitState(proxy, state);
  }

  private static void awaitState(final LiveProxy proxy, final String expected) {
    await()
        .untilAsserted(() -> {
          final ServerState state = proxy.server("out", "s").state();
          assertThat(state.verdict() + " " + state.admin() + " " + state.why()).isEqualTo(expected);
        });
  }

  private static boolean serves(final LiveProxy proxy, final ScriptedServer behind)
      throws Exception {
    try (Peer client = Peer.connect(proxy.port("in"))) {
      if (!proxy.server("out", "s").state().takesSessions()) {
        return client.awaitEnd() == null;
      }
      client.send("x");
      try (Peer server = behind.accept()) {
        return server.receive(1).equals("x");
      }
    }
  }

  @Test
  void shouldTakeTheServerDownAndUpAsTheAgentSays() throws Exception {
    try (ScriptedServer agent = agent();
        ScriptedServer server = ScriptedServer.listen();
        LiveProxy proxy =
            start(server(server.port(), agent, "on-marked-down = shutdown-sessions"));
        Peer client = Peer.connect(proxy.port("in"));
        Peer behind = server.accept()) {
      // When
      say(proxy, "down #no disk", "DOWN READY agent: down (no disk)");
      // Then
      assertThat(client.awaitEnd()).isEqualTo(Peer.End.RESET);
      assertThat(behind.awaitEnd()).isEqualTo(Peer.End.RESET);
      assertThat(proxy.server("out", "s").downs()).isEqualTo(1);
      // When
      say(proxy, "up", "UNCHECKED READY ");
      // Then
      assertThat(serves(proxy, server)).isTrue();
    }
  }

  @Test
  void shouldNeedBothCheckAndAgent() throws Exception {
    final int checkPort = Ports.free();
    words = "down";
    try (ScriptedServer agent = agent();
        ScriptedServer server = ScriptedServer.listen();
        LiveProxy proxy =
            start(
                server(
                    server.port(),
                    agent,
                    "check { inter = 50ms, rise = 1, fall = 1, port = %d }"
                        .formatted(checkPort)))) {
      awaitState(proxy, "DOWN READY agent: down");
      try (ScriptedServer check = ScriptedServer.start(Ports.on(checkPort), peer -> {})) {
        // When: the check passes
        await().until(() -> proxy.server("out", "s").checkStatus().equals("L4OK"));
        // Then
        assertThat(proxy.server("out", "s").state().takesSessions()).isFalse();
        assertThat(proxy.server("out", "s").downs()).isZero();
        // When
        say(proxy, "up", "UP READY L4OK");
        assertThat(serves(proxy, server)).isTrue();
        assertThat(check.count()).isPositive();
      }
      awaitState(proxy, "DOWN READY L4CON connection refused");
    }
  }

  @Test
  void shouldEndChecksInMaintAndBeginThemAnewAfterwards() throws Exception {
    try (ScriptedServer agent = agent();
        ScriptedServer server = ScriptedServer.start(peer -> peer.receiveAll());
        LiveProxy proxy = start(server(server.port(), agent, "check { inter = 50ms }"))) {
      awaitState(proxy, "UP READY L4OK");
      // When
      say(proxy, "maint #upgrade", "UP MAINT agent: up, maint (upgrade)");
      // Then: the agent is asked on, the server is not
      final int asked = agent.count();
      await().until(() -> agent.count() > asked + 2);
      final int checked = server.count();
      final int since = agent.count();
      await().until(() -> agent.count() > since + 4);
      assertThat(server.count()).isEqualTo(checked);
      // When
      say(proxy, "ready", "UP READY L4OK");
      // Then
      assertThat(server.count()).isGreaterThan(checked);
    }
  }

  @Test
  void shouldKeepWhatWasSaidWhenTheAgentIsGone() throws Exception {
    try (ScriptedServer agent = agent();
        ScriptedServer server = ScriptedServer.listen();
        LiveProxy proxy = start(server(server.port(), agent, ""))) {
      say(proxy, "drain", "UNCHECKED DRAIN agent: up, drain");
      // When
      agent.close();
      await()
          .untilAsserted(() ->
              assertThat(proxy.server("out", "s").agent().map(Stats.AgentStats::status))
                  .contains("L4CON"));
      // Then
      awaitState(proxy, "UNCHECKED DRAIN agent: up, drain");
      // When: its line is taken out
      assertThat(
              proxy.reload(
                  """
                  frontend.in { bind = "127.0.0.1:0", backend = out }
                  backend.out.servers { s = "127.0.0.1:%d" }
                  """
                      .formatted(server.port())))
          .isEmpty();
      // Then
      awaitState(proxy, "UNCHECKED READY ");
      assertThat(proxy.server("out", "s").agent()).isEmpty();
    }
  }

  @Test
  void shouldAskOneAgentOnceForAllItsServers() throws Exception {
    try (ScriptedServer agent = agent();
        LiveProxy proxy =
            LiveProxy.start(
                """
                frontend.in { bind = "127.0.0.1:0", backend = b0 }
                %s
                """
                    .formatted(
                        String.join("\n", IntStream.range(0, 50).mapToObj(AgentIT::many).toList())
                            .replace("AGENT", Integer.toString(agent.port()))))) {
      // When
      words = "drain";
      // Then
      await()
          .untilAsserted(() ->
              assertThat(
                      IntStream.range(0, 50)
                          .mapToObj(i -> proxy.server("b" + i, "s").state().admin().name())
                          .distinct()
                          .toList())
                  .isEqualTo(List.of("DRAIN")));
      assertThat(agent.count()).isLessThan(50);
    }
  }

  private static String many(final int i) {
    return "backend.b%d { agent { port = AGENT, inter = 200ms }, servers.s = \"127.0.0.1:%d\" }"
        .formatted(i, 9 + i);
  }
}
