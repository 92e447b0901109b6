package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RealServersIT {
  @Test
  void shouldKeepValuesWhenMemcachedRuns() throws IOException {
    try (var memcached = Memcached.launch();
        var session = MemcachedSession.connect(memcached.address())) {
      // When
      session.set("key", "value");
      // Then
      assertThat(session.get("key")).isEqualTo("value");
      assertThat(session.get("other")).isNull();
    }
  }

  @Test
  void shouldPassItsConformanceTestWhenMemcachedRuns() {
    try (var memcached = Memcached.launch()) {
      String port = Integer.toString(memcached.port());
      // When
      var result = Tool.run("memccapable", "-a", "-h", "127.0.0.1", "-p", port);
      // Then
      result.assertOk();
      assertThat(result.output()).contains("All tests passed");
    }
  }

  @Test
  void shouldServeOnItsOldPortWhenKilledAndStartedAgain() throws IOException {
    try (var memcached = Memcached.launch();
        var peer = Peer.connect(memcached.address())) {
      // When
      memcached.kill9();
      // Then
      assertThat(peer.awaitEnd()).isNotNull();
      assertThatThrownBy(() -> Peer.connect(memcached.address())).isInstanceOf(IOException.class);
      memcached.start();
      MemcachedSession.connect(memcached.address()).close();
    }
  }

  @Test
  void shouldAnswerNothingWhilePaused() throws IOException {
    try (var memcached = Memcached.launch()) {
      // When
      memcached.pause();
      // Then
      try (var peer = Peer.connect(memcached.address())) {
        peer.send("version\r\n");
        assertThat(peer.quietFor(Duration.ofMillis(200))).isTrue();
        memcached.resume();
        assertThat(peer.readLine()).startsWith("VERSION");
      }
    }
  }

  @Test
  void shouldLeaveNothingWhenClosed() {
    var memcached = Memcached.launch();
    long pid = memcached.pid();
    // When
    memcached.close();
    // Then
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(Ports.isFree(memcached.port())).isTrue();
    assertThat(Files.exists(memcached.folder())).isFalse();
  }

  @Test
  void shouldShowTheLogWhenAServerDoesNotStart() {
    assertThatThrownBy(
            () -> Program.launch("broken", _ -> List.of("sh", "-c", "echo no such luck; exit 3")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no such luck");
  }

  @Test
  void shouldServeFilesWhenNginxRuns() {
    try (var nginx = Nginx.launch()) {
      nginx.serve("file.txt", "some text");
      // When
      var result = Tool.run("curl", "-sS", "http://127.0.0.1:" + nginx.port() + "/file.txt");
      // Then
      assertThat(result.assertOk().output()).isEqualTo("some text");
    }
  }

  @Test
  void shouldKeepRowsWhenMariaDbRunsAndRestarts() throws IOException {
    try (var mariaDb = MariaDb.launch()) {
      try (var session = MySqlSession.connect(mariaDb.address(), "sluice")) {
        session.query("CREATE TABLE test.t (name VARCHAR(20), number INT)");
        session.query("INSERT INTO test.t VALUES ('one', 1), ('two', NULL)");
        assertThat(session.query("SELECT name FROM test.t ORDER BY number DESC")).isEqualTo("one");
        assertThat(session.query("SELECT number FROM test.t WHERE name = 'two'")).isEqualTo("NULL");
        assertThat(session.query("SELECT name FROM test.t WHERE number = 5")).isEmpty();
        assertThatThrownBy(() -> session.query("SELECT nonsense")).hasMessageContaining("1054");
        assertThat(session.query("SELECT REPEAT('x', 70000)")).hasSize(70_000);
      }
      // When
      mariaDb.stop();
      mariaDb.start();
      // Then
      try (var session = MySqlSession.connect(mariaDb.address(), "root")) {
        assertThat(session.query("SELECT COUNT(*) FROM test.t")).isEqualTo("2");
      }
      assertThatThrownBy(() -> MySqlSession.connect(mariaDb.address(), "nobody"))
          .hasMessageContaining("1045");
    }
  }

  @Test
  void shouldRunSysbenchWhenMariaDbRuns() {
    try (var mariaDb = MariaDb.launch()) {
      String[] options = {
        "oltp_read_write",
        "--db-driver=mysql",
        "--mysql-host=127.0.0.1",
        "--mysql-port=" + mariaDb.port(),
        "--mysql-user=sluice",
        "--mysql-db=test",
        "--tables=1",
        "--table-size=100",
        "--threads=2",
        "--events=20",
        "--time=20"
      };
      // When
      sysbench(options, "prepare").assertOk();
      var result = sysbench(options, "run").assertOk();
      // Then
      assertThat(result.output()).containsPattern("total number of events: +20\\b");
    }
  }

  private static Tool.Result sysbench(String[] options, String action) {
    var command = new ArrayList<>(List.of("sysbench"));
    command.addAll(List.of(options));
    command.add(action);
    return Tool.run(command.toArray(String[]::new));
  }

  @Test
  void shouldPassConnectionsOnWhenHaproxyRuns() throws IOException {
    try (var echo = EchoServer.start();
        var haproxy = Program.launch("haproxy", server -> haproxy(server, echo.port()));
        var peer = Peer.connect(haproxy.address())) {
      // When
      peer.send("through");
      // Then
      assertThat(peer.receive(7)).isEqualTo("through");
    }
  }

  private static List<String> haproxy(Program server, int target) {
    String config =
        """
        defaults
          mode tcp
          timeout connect 5s
          timeout client 5s
          timeout server 5s
        listen all
          bind 127.0.0.1:%d
          server one 127.0.0.1:%d
        """;
    String file = server.file("haproxy.cfg", config.formatted(server.port(), target));
    return List.of("haproxy", "-db", "-f", file);
  }
}
