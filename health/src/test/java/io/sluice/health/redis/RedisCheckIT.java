package io.sluice.health.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.RedisRole;
import io.sluice.config.Secret;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import io.sluice.health.testkit.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisCheckIT {
  private static final ProbeConfig ANY = redis(RedisRole.ANY, null);
  private static final ProbeConfig MASTER = redis(RedisRole.MASTER, null);
  private static final ProbeConfig WITH_PASSWORD = redis(RedisRole.ANY, "hunter2");

  private static final String PONG = "+PONG\r\n";
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final CheckLab lab = new CheckLab();

  private static ProbeConfig redis(final RedisRole role, final String password) {
    return new ProbeConfig.Redis(role, Optional.ofNullable(password).map(Secret::new));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private CheckResult check(final ProbeConfig config, final Script script) throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(config, server.address());
    }
  }

  private CheckResult answered(final ProbeConfig config, final String... parts) throws Exception {
    return check(
        config,
        socket -> {
          socket.setTcpNoDelay(true);
          Scripts.readLine(socket);
          for (final String part : parts) {
            Scripts.send(socket, part);
          }
          Scripts.drain(socket);
        });
  }

  private static String bulk(final String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  private static void assertFound(
      final CheckResult result, final CheckStatus status, final String detail) {
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result instanceof CheckResult.Passed).isEqualTo(status == CheckStatus.L7OK);
  }

  @Test
  void shouldSendWhatIsAskedForInOneGo() throws Exception {
    for (final Map.Entry<ProbeConfig, String> expected :
        Map.of(
                ANY, "*1\r\n$4\r\nPING\r\n",
                MASTER, "*2\r\n$4\r\nINFO\r\n$11\r\nreplication\r\n",
                WITH_PASSWORD, "*2\r\n$4\r\nAUTH\r\n$7\r\nhunter2\r\n*1\r\n$4\r\nPING\r\n")
            .entrySet()) {
      // Given
      final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
      final int length = expected.getValue().length();

      // When
      final CheckResult result =
          check(
              expected.getKey(),
              socket ->
                  requests.add(new String(socket.getInputStream().readNBytes(length), ISO_8859_1)));

      // Then
      assertThat(requests.take()).isEqualTo(expected.getValue());
      assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    }
  }

  @Test
  void shouldPassWhenPingIsAnswered() throws Exception {
    assertFound(answered(ANY, "+PONG\r\n"), CheckStatus.L7OK, "PONG");
    assertFound(answered(ANY, "+PO", "NG", "\r", "\n"), CheckStatus.L7OK, "PONG");
    assertFound(answered(WITH_PASSWORD, "+OK\r\n+PONG\r\n"), CheckStatus.L7OK, "PONG");
    assertFound(answered(WITH_PASSWORD, "+O", "K\r\n+P", "ONG\r\n"), CheckStatus.L7OK, "PONG");
  }

  @Test
  void shouldPassOnlyWithTheRoleThatIsAskedFor() throws Exception {
    // Given
    final String master = bulk("# Replication\r\nrole:master\r\nconnected_slaves:0\r\n") + PONG;
    final String slave = bulk("# Replication\r\nrole:slave\r\nmaster_host:a\r\n") + PONG;
    final ProbeConfig wantsSlave = redis(RedisRole.SLAVE, null);

    // Then
    assertFound(answered(MASTER, master), CheckStatus.L7OK, "role master");
    assertFound(answered(MASTER, master.split("")), CheckStatus.L7OK, "role master");
    assertFound(answered(wantsSlave, slave), CheckStatus.L7OK, "role slave");
    assertFound(answered(wantsSlave, master), CheckStatus.L7STS, "role master");
    assertFound(answered(MASTER, slave), CheckStatus.L7STS, "role slave");
    assertFound(
        answered(redis(RedisRole.MASTER, "x"), "+OK\r\n" + master),
        CheckStatus.L7OK,
        "role master");
  }

  @Test
  void shouldTakeAWrongRoleForAWordOfTheServerAndAnErrorForAMiss() throws Exception {
    assertThat(answered(MASTER, bulk("role:slave\r\n")))
        .isInstanceOfSatisfying(
            CheckResult.Failed.class, failed -> assertThat(failed.explicit()).isTrue());
    assertThat(answered(MASTER, "-LOADING Redis is loading\r\n"))
        .isInstanceOfSatisfying(
            CheckResult.Failed.class, failed -> assertThat(failed.explicit()).isFalse());
  }

  @Test
  void shouldLeaveTheVerdictWhenItIsNotLetIn() throws Exception {
    for (final String answer :
        List.of(
            "NOAUTH Authentication required.",
            "WRONGPASS invalid username-password pair or user is disabled.",
            "NOPERM this user has no permissions to run the 'ping' command",
            "ERR AUTH <password> called without any password configured for the default user.",
            "ERR invalid password",
            "ERR Client sent AUTH, but no password is set")) {
      final CheckResult result = answered(WITH_PASSWORD, "-" + answer + "\r\n");
      assertThat(result).as(answer).isInstanceOf(CheckResult.Unclear.class);
      assertThat(result.detail()).isEqualTo(answer);
    }
    assertThat(answered(ANY, "-NOAUTH Authentication required.\r\n"))
        .isInstanceOf(CheckResult.Unclear.class);
    assertThat(answered(ANY, "-ERR invalid password\r\n")).isInstanceOf(CheckResult.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"READONLY You can't write", "MASTERDOWN Link with MASTER is down"})
  void shouldGoDownAtOnceWhenAMasterIsWantedAndTheServerTakesNoWrites(final String answer)
      throws Exception {
    assertThat(answered(MASTER, bulk("\nrole:master\n") + "-" + answer + "\r\n"))
        .isInstanceOfSatisfying(
            CheckResult.Failed.class,
            failed -> {
              assertThat(failed.explicit()).isTrue();
              assertThat(failed.detail()).isEqualTo(answer);
            });
    assertThat(answered(ANY, "-" + answer + "\r\n"))
        .isInstanceOfSatisfying(
            CheckResult.Failed.class, failed -> assertThat(failed.explicit()).isFalse());
  }

  @Test
  void shouldNotTakeTheRoleOfAServerThatDoesNotServe() throws Exception {
    // Given
    final String role = bulk("# Replication\r\nrole:master\r\n");

    // Then
    assertFound(
        answered(MASTER, role + "-LOADING Redis is loading the dataset in memory\r\n"),
        CheckStatus.L7STS,
        "LOADING Redis is loading the dataset in memory");
    assertFound(
        answered(MASTER, role + "+OK\r\n"), CheckStatus.L7RSP, "not an answer of redis: +OK??");
  }

  /** Answers to commands, one each, until they run out. */
  private static Script answers(final List<String> commands, final String... answers) {
    return socket -> {
      for (final String answer : answers) {
        final int words = Integer.parseInt(Scripts.readLine(socket).substring(1));
        final StringBuilder command = new StringBuilder();
        for (int i = 0; i < words; i++) {
          Scripts.readLine(socket);
          command.append(Scripts.readLine(socket)).append(' ');
        }
        commands.add(command.toString().strip());
        Scripts.send(socket, answer);
      }
      Scripts.drain(socket);
    };
  }

  @Test
  void shouldAskAgainOnTheSameConnection() throws Exception {
    // Given
    final List<String> commands = new CopyOnWriteArrayList<>();
    final String master = bulk("\nrole:master\r\n");
    final String slave = bulk("\nrole:slave\r\n");
    try (FakeServer server =
        new FakeServer(answers(commands, "+OK\r\n", master, PONG, slave, master, PONG))) {
      final Probe probe =
          lab.open(redis(RedisRole.MASTER, "hunter2"), CheckLab.target(server.address()));

      // Then
      assertFound(lab.run(probe, TEN_SECONDS), CheckStatus.L7OK, "role master");
      assertFound(lab.run(probe, TEN_SECONDS), CheckStatus.L7STS, "role slave");
      assertFound(lab.run(probe, TEN_SECONDS), CheckStatus.L7OK, "role master");
      assertThat(server.accepted()).isEqualTo(1);
      assertThat(commands)
          .containsExactly(
              "AUTH hunter2",
              "INFO replication",
              "PING",
              "INFO replication",
              "INFO replication",
              "PING");
    }
  }

  @Test
  void shouldConnectAnewWhenTheServerSpeaksOutOfTurnOrHangsUp() throws Exception {
    for (final String more : List.of(PONG, "-ERR bye\r\n", "x".repeat(100_000))) {
      try (FakeServer server = new FakeServer(answers(new CopyOnWriteArrayList<>(), PONG + more))) {
        // Given
        final Probe probe = lab.open(ANY, CheckLab.target(server.address()));
        assertFound(lab.run(probe, TEN_SECONDS), CheckStatus.L7OK, "PONG");

        // When
        final CheckResult second = lab.run(probe, TEN_SECONDS);

        // Then
        assertFound(second, CheckStatus.L7OK, "PONG");
        assertThat(server.accepted()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOADING Redis is loading the dataset in memory",
        "NOAUTH Authentication required.",
        "ERR max number of clients reached",
        "MASTERDOWN Link with MASTER is down"
      })
  void shouldSayWhatTheServerSaysWhenItIsAnError(final String answer) throws Exception {
    assertFound(answered(ANY, "-" + answer + "\r\n"), CheckStatus.L7STS, answer);
    assertFound(answered(MASTER, "-" + answer + "\r\n"), CheckStatus.L7STS, answer);
    assertFound(answered(WITH_PASSWORD, "-" + answer + "\r\n"), CheckStatus.L7STS, answer);
    assertFound(
        check(ANY, Scripts.answerUnasked("-" + answer + "\r\n")), CheckStatus.L7STS, answer);
  }

  @Test
  void shouldShowErrorsInPrintableAscii() throws Exception {
    assertFound(answered(ANY, "-ERR \u001b[31m\u0000\u00e9\r\n"), CheckStatus.L7STS, "ERR ?[31m??");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-ERR unknown command 'AUTH', with args beginning with: 'hunter2'\r\n",
        "-ERR unknown command 'AUTH', with args beginning with: 'hunte\r\n",
        "+OK\r\n-ERR hunter2\r\n",
        "+hunter2\r\n",
        "hunter2",
        "+OK\r\n:hunter2\r\n",
      })
  void shouldNeverShowThePassword(final String answer) throws Exception {
    final CheckResult result = answered(WITH_PASSWORD, answer);
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.detail()).doesNotContain("hunt").contains("not shown");
    assertThat(WITH_PASSWORD.toString()).doesNotContain("hunt");
    assertThatThrownBy(
            () -> new RedisCheckFactory().create(new ProbeConfig.Custom("redis", Map.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+PONG!\r\n",
        "+pong\r\n",
        "$4\r\nPONG\r\n",
        ":1\r\n",
        "+OK\r\n",
        "\r\n",
        "HTTP/1.1 200 OK\r\n",
        "VERSION 1",
        "\u0000"
      })
  void shouldCallItNoAnswerWhenItIsAnythingElse(final String answer) throws Exception {
    final CheckResult result = answered(ANY, answer);
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).startsWith("not an answer of redis: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$-1\r\n",
        "$0\r\n\r\n",
        "$11\r\nxrole:slave\r\n",
        "$6\r\nhello!\r\nrole:master\r\n",
        "+PONG\r\n",
        "$x\r\n",
        "$99999999999\r\n",
        "$-2\r\n",
        "*1\r\n"
      })
  void shouldNotTakeAnAnswerWithoutARole(final String answer) throws Exception {
    assertThat(answered(MASTER, answer).status()).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void shouldNotReadAnAnswerWithoutEnd() throws Exception {
    for (final ProbeConfig config : List.of(ANY, MASTER, WITH_PASSWORD)) {
      for (final String start : List.of("+PONG", "-ERR ", "$5", "$999999999\r\n", "+OK\r\n+", "")) {
        // When
        final CheckResult result =
            check(
                config,
                socket -> {
                  Scripts.readLine(socket);
                  Scripts.send(socket, start);
                  final byte[] more = "xyz".repeat(1000).getBytes(ISO_8859_1);
                  while (!socket.isClosed()) {
                    socket.getOutputStream().write(more);
                  }
                });

        // Then
        assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
        assertThat(result.detail()).hasSizeLessThan(200);
      }
    }
  }

  @Test
  void shouldTimeOutWhenTheServerIsSilentOrSlow() throws Exception {
    for (final String start : List.of("", "+PON", "$100\r\n# Replication\r\n")) {
      try (FakeServer server =
          new FakeServer(socket -> {
            Scripts.send(socket, start);
            Scripts.drain(socket);
          })) {
        // When
        final CheckResult result =
            lab.run(start.startsWith("$") ? MASTER : ANY, server.address(), Duration.ofMillis(200));

        // Then
        assertFound(
            result,
            CheckStatus.L7TOUT,
            start.isEmpty() ? "no answer in time" : "answer not complete in time");
      }
    }
  }

  @Test
  void shouldSayWhenTheServerHangsUp() throws Exception {
    final CheckResult result =
        check(
            WITH_PASSWORD,
            socket -> {
              Scripts.readLine(socket);
              Scripts.send(socket, "+OK\r\n+PON");
              socket.shutdownOutput();
              Scripts.drain(socket);
            });
    assertFound(result, CheckStatus.L7RSP, "connection closed before the answer");
  }
}
