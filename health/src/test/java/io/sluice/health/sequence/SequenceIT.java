package io.sluice.health.sequence;

import static io.sluice.health.testkit.Scripts.drain;
import static io.sluice.health.testkit.Scripts.readHead;
import static io.sluice.health.testkit.Scripts.readLine;
import static io.sluice.health.testkit.Scripts.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ProbeConfig;
import io.sluice.config.ReadResult;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SequenceIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nX-Node: n1\r\nContent-Length: 2\r\n\r\nok";

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  private static ProbeConfig sequence(final String more, final String... steps) {
    final String listed =
        List.of(steps).stream()
            .map(s -> "\"" + s.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
            .collect(Collectors.joining(","));
    final ReadResult result =
        HoconReader.readText(
            "t",
            "listen.l { bind = \":1\", servers.a = \"h:1\", check { %s, sequence = [%s] } }"
                .formatted(more, listed),
            Extensions.NONE);
    return ((ReadResult.Valid) result)
        .config()
        .backends()
        .getFirst()
        .servers()
        .getFirst()
        .check()
        .orElseThrow()
        .probe();
  }

  private static void assertResult(
      final CheckResult result, final CheckStatus status, final String detail) {
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.status()).isEqualTo(status);
  }

  @Test
  void shouldPassWhenEachStepIsAnsweredOnOneConnection() throws Exception {
    // Given
    final Queue<String> heads = new ConcurrentLinkedQueue<>();
    final Script script =
        socket -> {
          heads.add(readHead(socket));
          send(socket, OK);
          heads.add(readHead(socket));
          send(socket, OK);
          drain(socket);
        };
    final ProbeConfig config =
        sequence(
            "type = http",
            "set-var(check.id) str(7)",
            "send meth GET uri /a ver HTTP/1.1 hdr Host a.example hdr X-Id n%[var(check.id)]",
            "expect status 200",
            "expect hdr name x-node value -m beg n",
            "set-var(check.body) check.payload(0,2)",
            "send meth GET uri-lf /%[var(check.body)] ver HTTP/1.1",
            "expect rstring ^o",
            "expect ! string error");
    try (FakeServer server = new FakeServer(script)) {
      // When
      final CheckResult result = lab.run(config, server.address());
      // Then
      assertResult(result, CheckStatus.L7OK, "HTTP 200");
      assertThat(heads.poll())
          .startsWith("GET /a HTTP/1.1\r\n")
          .containsIgnoringCase("host: a.example\r\n")
          .contains("X-Id: n7\r\n");
      assertThat(heads.poll()).startsWith("GET /ok HTTP/1.1\r\n");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void shouldNameStepAndCommentWhenStatusIsNotExpected() throws Exception {
    // Given
    final Script script =
        socket -> {
          readHead(socket);
          send(socket, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
          drain(socket);
        };
    final ProbeConfig config =
        sequence("type = http", "send", "expect comment 'the api' status 200-299");
    try (FakeServer server = new FakeServer(script)) {
      // When
      final CheckResult result = lab.run(config, server.address());
      // Then
      assertResult(
          result, CheckStatus.L7STS, "HTTP 503 Busy, unexpected status at step 2 comment: the api");
    }
  }

  @Test
  void shouldExpectSuccessWhenNothingIsSaidOfTheAnswer() throws Exception {
    // Given
    final Script script =
        socket -> {
          readHead(socket);
          send(socket, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
          drain(socket);
        };
    try (FakeServer server = new FakeServer(script)) {
      // When
      final CheckResult result = lab.run(sequence("type = http", "send"), server.address());
      // Then
      assertResult(result, CheckStatus.L7STS, "HTTP 404 No, unexpected status at step 2");
    }
  }

  @Test
  void shouldSpeakOverSeveralConnectionsWhenStepsConnect() throws Exception {
    // Given
    final Script first =
        socket -> {
          readHead(socket);
          send(socket, OK);
          drain(socket);
        };
    final Script second =
        socket -> {
          readHead(socket);
          send(socket, "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n");
          drain(socket);
        };
    try (FakeServer one = new FakeServer(first);
        FakeServer other = new FakeServer(second)) {
      final ProbeConfig config =
          sequence(
              "type = http",
              "connect",
              "send",
              "expect status 200",
              "connect port " + other.address().getPort(),
              "send",
              "expect error-status L7RSP on-error 'not well' status 200");
      // When
      final CheckResult result = lab.run(config, one.address());
      // Then
      assertResult(result, CheckStatus.L7RSP, "not well");
      assertThat(one.accepted()).isEqualTo(1);
      assertThat(other.accepted()).isEqualTo(1);
    }
  }

  @Test
  void shouldKeepConnectionBetweenRunsWhenAsked() throws Exception {
    // Given
    final Script script =
        socket -> {
          for (int i = 0; i < 3; i++) {
            readHead(socket);
            send(socket, OK);
          }
          drain(socket);
        };
    final ProbeConfig config =
        sequence("type = http, keep-alive = on", "send ver HTTP/1.1", "expect string ok");
    try (FakeServer server = new FakeServer(script)) {
      final Probe probe = lab.open(config, CheckLab.target(server.address()));
      for (int i = 0; i < 3; i++) {
        // When
        final CheckResult result = lab.run(probe, Duration.ofSeconds(10));
        // Then
        assertResult(result, CheckStatus.L7OK, "HTTP 200");
      }
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void shouldTalkWhenTypeIsTcp() throws Exception {
    // Given
    final Queue<String> lines = new ConcurrentLinkedQueue<>();
    final Script script =
        socket -> {
          send(socket, "220 hello\r\n");
          lines.add(readLine(socket));
          send(socket, "+PONG\r\n");
          drain(socket);
        };
    final ProbeConfig config =
        sequence(
            "type = tcp",
            "comment greeting",
            "connect",
            "expect rstring ^220",
            "send PING",
            "send-binary 0d0a",
            "expect binary 2b504f4e47");
    try (FakeServer server = new FakeServer(script)) {
      // When
      final CheckResult result = lab.run(config, server.address());
      // Then
      assertResult(result, CheckStatus.L7OK, "(tcp-check)");
      assertThat(lines.poll()).startsWith("PING");
    }
  }

  @Test
  void shouldNameStepWhenContentIsNotThere() throws Exception {
    // Given
    final Script script = socket -> send(socket, "554 go away\r\n");
    final ProbeConfig config =
        sequence("type = tcp", "connect", "comment smtp", "expect string 220");
    try (FakeServer server = new FakeServer(script)) {
      // When
      final CheckResult result = lab.run(config, server.address());
      // Then
      assertResult(
          result, CheckStatus.L7RSP, "TCPCHK did not match content '220' at step 3 comment: smtp");
    }
  }

  @Test
  void shouldNameStepWhenServerIsSilent() throws Exception {
    // Given
    final ProbeConfig config =
        sequence("type = tcp", "connect", "expect tout-status L7TOUT string hello");
    try (FakeServer server = new FakeServer(socket -> drain(socket))) {
      // When
      final CheckResult result = lab.run(config, server.address(), Duration.ofMillis(300));
      // Then
      assertResult(
          result,
          CheckStatus.L7TOUT,
          "no answer in time at step 2 of tcp-check (expect string 'hello')");
    }
  }

  @Test
  void shouldNameStepWhenNobodyListens() throws Exception {
    // Given
    final int port;
    try (FakeServer gone = new FakeServer(socket -> {})) {
      port = gone.address().getPort();
    }
    try (FakeServer server = new FakeServer(socket -> drain(socket))) {
      // When
      final CheckResult result =
          lab.run(
              sequence("type = tcp", "connect", "send hello", "connect port " + port),
              server.address());
      // Then
      assertResult(
          result,
          CheckStatus.L4CON,
          "connection refused at step 3 of tcp-check (connect port %d)".formatted(port));
    }
  }
}
