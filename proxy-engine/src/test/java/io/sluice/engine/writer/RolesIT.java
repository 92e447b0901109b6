package io.sluice.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Postgres;
import io.sluice.engine.testkit.Program;
import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Pairs of PostgreSQL and Redis behind {@code writer = single}; both must be installed. */
class RolesIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TWO_CLAIMS = "more than one says that it takes writes";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Group.class);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private List<String> lines(final String part) {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(part))
        .toList();
  }

  private void awaitLine(final String part) {
    await().atMost(SOON).until(() -> !lines(part).isEmpty());
  }

  private static LiveProxy withAgents(
      final int first, final int agent, final int second, final int other) {
    return LiveProxy.start(
        """
        listen pair {
          bind = "127.0.0.1:0"
          writer = single
          check { type = redis, role = master, inter = 250ms, timeout = 1s }
          servers {
            one { address = "127.0.0.1:%d", agent { port = %d, inter = 50ms } }
            two { address = "127.0.0.1:%d", agent { port = %d, inter = 50ms } }
          }
        }
        """
            .formatted(first, agent, second, other));
  }

  private static LiveProxy proxy(final String check, final int first, final int second) {
    return LiveProxy.start(
        """
        listen pair {
          bind = "127.0.0.1:0"
          writer = single
          check { %s, inter = 250ms, timeout = 1s }
          servers { one = "127.0.0.1:%d", two = "127.0.0.1:%d" }
        }
        """
            .formatted(check, first, second));
  }

  @Test
  void shouldFollowThePrimaryOfPostgres() throws Exception {
    try (var primary = Postgres.launchPrimary();
        var standby = primary.launchStandby();
        var proxy =
            proxy(
                "type = pgsql, user = postgres, role = primary", primary.port(), standby.port())) {
      // Given
      final int port = proxy.port("pair");
      assertThat(served(port)).isEqualTo(primary.port());

      // When
      primary.kill9();
      Postgres.ask(standby.port(), "SELECT pg_promote()");

      // Then
      awaitLine("two is the writer, after one");
      assertThat(served(port)).isEqualTo(standby.port());
      try (Peer session = Peer.connect(port)) {
        session.send("\0\0\0\27\0\3\0\0user\0postgres\0\0");
        assertThat(session.receive(1)).isEqualTo("R");

        // When
        primary.start();

        // Then
        awaitLine(TWO_CLAIMS);
        assertThat(served(port)).isEqualTo(standby.port());
        Postgres.ask(port, "CREATE TABLE written ()");
        assertThat(session.channel().isConnected()).isTrue();
      }
      assertThat(lines("is the writer")).hasSize(2);
      assertThat(lines(TWO_CLAIMS)).hasSize(1);
    }
  }

  private static int served(final int port) {
    return Integer.parseInt(Postgres.ask(port, "SELECT inet_server_port()").strip());
  }

  private static Program redis() {
    return Program.launch(
        "redis",
        p ->
            List.of(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(p.port()),
                "--dir",
                p.folder().toString(),
                "--save",
                "",
                "--repl-diskless-sync-delay",
                "0"));
  }

  private static String ask(final Peer session, final String command) throws IOException {
    session.send(command + "\r\n");
    return session.readLine();
  }

  private static void tell(final Program server, final String command) throws IOException {
    try (Peer session = Peer.connect(server.port())) {
      assertThat(ask(session, command)).isEqualTo("+OK");
    }
  }

  @Test
  void shouldFollowTheMasterOfRedis() throws Exception {
    try (var master = redis();
        var replica = redis()) {
      // Given
      tell(master, "set name master");
      tell(replica, "replicaof 127.0.0.1 " + master.port());
      await().atMost(SOON).until(() -> value(replica.port()).equals("master"));
      try (var proxy = proxy("type = redis, role = master", master.port(), replica.port());
          Peer old = Peer.connect(proxy.port("pair"))) {
        assertThat(ask(old, "set name through-sluice")).isEqualTo("+OK");

        // When
        master.pause();
        await().atMost(SOON).until(() -> !proxy.server("pair", "one").state().health().serves());
        tell(replica, "replicaof no one");
        tell(replica, "set name replica");

        // Then
        awaitLine("two is the writer, after one");
        assertThat(old.awaitEnd()).isEqualTo(Peer.End.RESET);
        assertThat(value(proxy.port("pair"))).isEqualTo("replica");
        try (Peer session = Peer.connect(proxy.port("pair"))) {
          assertThat(ask(session, "set name mine")).isEqualTo("+OK");

          // When
          master.resume();

          // Then
          awaitLine(TWO_CLAIMS);
          assertThat(ask(session, "set name still-mine")).isEqualTo("+OK");
          assertThat(value(replica.port())).isEqualTo("still-mine");
          assertThat(value(proxy.port("pair"))).isEqualTo("still-mine");
        }
      }
      assertThat(lines("is the writer")).hasSize(2);
      assertThat(lines(TWO_CLAIMS)).hasSize(1);
    }
  }

  @Test
  void shouldMoveTheWriterAsItsAgentSays() throws Exception {
    final AtomicReference<String> ones = new AtomicReference<>("up 100%");
    final AtomicReference<String> twos = new AtomicReference<>("up 100%");
    try (var one = redis();
        var two = redis();
        var agent = ScriptedServer.start(peer -> peer.send(ones.get() + "\n"));
        var other = ScriptedServer.start(peer -> peer.send(twos.get() + "\n"));
        var proxy = withAgents(one.port(), agent.port(), two.port(), other.port())) {
      // Given
      tell(one, "set name one");
      tell(two, "set name two");
      awaitServing(proxy, "two");
      assertThat(value(proxy.port("pair"))).isEqualTo("one");

      int switches = 1;
      for (final String away : List.of("drain", "0%", "maint", "down")) {
        // When
        ones.set(away);
        // Then
        switches++;
        awaitSwitches(switches);
        assertThat(value(proxy.port("pair"))).isEqualTo("two");

        // When
        ones.set("up ready 100%");
        awaitServing(proxy, "one");
        twos.set("drain");
        // Then
        switches++;
        awaitSwitches(switches);
        assertThat(value(proxy.port("pair"))).isEqualTo("one");
        twos.set("ready");
        awaitServing(proxy, "two");
      }
      assertThat(lines("the agent of pair/one wants no sessions: agent: up, drain")).hasSize(1);
      assertThat(lines("agent: down")).hasSize(1);
    }
  }

  private void awaitSwitches(final int count) {
    await().atMost(SOON).untilAsserted(() -> assertThat(lines("is the writer")).hasSize(count));
  }

  private static void awaitServing(final LiveProxy proxy, final String server) {
    await().atMost(SOON).until(() -> proxy.server("pair", server).state().takesSessions());
  }

  /** What the key "name" has. */
  private static String value(final int port) throws IOException {
    try (Peer session = Peer.connect(port)) {
      return ask(session, "get name").equals("$-1") ? "" : session.readLine();
    }
  }
}
