package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.PgsqlRole;
import io.sluice.config.Secret;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import io.sluice.health.testkit.Scripts;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgsqlRoleIT {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final ProbeConfig PRIMARY = config(PgsqlRole.PRIMARY, null);
  private static final ProbeConfig ANY = config(PgsqlRole.ANY, null);
  private static final ProbeConfig WITH_PASSWORD = config(PgsqlRole.PRIMARY, "hunter2");
  private static final String LET_IN = Wire.OK + Wire.SETTLED;

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  private static ProbeConfig config(final PgsqlRole role, final String password) {
    return new ProbeConfig.Pgsql(
        "ada", Optional.empty(), Optional.of(role), Optional.ofNullable(password).map(Secret::new));
  }

  /** Reads one message, and the type before it where there is one. */
  private static String read(final Socket socket, final boolean typed) throws IOException {
    final String type = Wire.text(socket.getInputStream().readNBytes(typed ? 1 : 0));
    final int length = socket.getInputStream().readNBytes(4)[3];
    return type + Wire.text(socket.getInputStream().readNBytes(length - 4));
  }

  /** Lets anybody in, and then answers one question after the other. */
  private static Script answers(final String... answers) {
    return socket -> {
      read(socket, false);
      Scripts.send(socket, LET_IN);
      for (final String answer : answers) {
        assertThat(read(socket, true)).startsWith("QSELECT");
        Scripts.send(socket, answer);
      }
      Scripts.drain(socket);
    };
  }

  private CheckResult check(final ProbeConfig config, final Script script) throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(config, server.address());
    }
  }

  /** What is made of an answer to the start of a session. */
  private CheckResult greeted(final ProbeConfig config, final String answer) throws Exception {
    return check(
        config,
        socket -> {
          read(socket, false);
          Scripts.send(socket, answer);
          Scripts.drain(socket);
        });
  }

  private static void assertRefused(final CheckResult result, final String detail) {
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result)
        .isInstanceOfSatisfying(
            CheckResult.Failed.class, failed -> assertThat(failed.explicit()).isTrue());
  }

  private static void assertFailed(
      final CheckResult result, final CheckStatus status, final String detail) {
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result)
        .isInstanceOfSatisfying(
            CheckResult.Failed.class, failed -> assertThat(failed.explicit()).isFalse());
  }

  private static void assertUnclear(final CheckResult result, final String detail) {
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result).isInstanceOf(CheckResult.Unclear.class);
  }

  @Test
  void shouldTellTheRoleOverAndOverOnOneConnection() throws Exception {
    try (FakeServer server =
        new FakeServer(answers(Wire.value("f"), Wire.value("t"), Wire.value("f")))) {
      // Given
      final Probe probe = lab.open(PRIMARY, CheckLab.target(server.address()));

      // Then
      assertThat(lab.run(probe, TEN_SECONDS)).isInstanceOf(CheckResult.Passed.class);
      assertRefused(lab.run(probe, TEN_SECONDS), "in recovery: a standby");
      assertThat(lab.run(probe, TEN_SECONDS).detail()).isEqualTo("not in recovery: a primary");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "terminating connection due to administrator command",
        "terminating connection due to conflict with recovery"
      })
  void shouldConnectAnewWhenTheKeptConnectionIsEndedWithAWord(final String word) throws Exception {
    try (FakeServer server =
        new FakeServer(answers(Wire.value("f"), Wire.error("FATAL", "57P01", word)))) {
      // Given
      final Probe probe = lab.open(PRIMARY, CheckLab.target(server.address()));
      assertThat(lab.run(probe, TEN_SECONDS)).isInstanceOf(CheckResult.Passed.class);

      // When
      final CheckResult second = lab.run(probe, TEN_SECONDS);

      // Then
      assertThat(second.detail()).isEqualTo("not in recovery: a primary");
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void shouldCloseAConnectionThatSpeaksOutOfTurnBetweenRuns() throws Exception {
    for (final String more :
        List.of(
            Wire.value("t"),
            "HTTP/1.1",
            Wire.message('N', "SNOTICE\0\0").repeat(300),
            Wire.error("FATAL", "57P05", "idle"))) {
      try (FakeServer server = new FakeServer(answers(Wire.value("f") + more))) {
        // Given
        final Probe probe = lab.open(PRIMARY, CheckLab.target(server.address()));

        // When
        assertThat(lab.run(probe, TEN_SECONDS).detail()).isEqualTo("not in recovery: a primary");

        // Then
        await().until(() -> lab.openChannels() == 0);
        assertThat(lab.run(probe, TEN_SECONDS).detail()).isEqualTo("not in recovery: a primary");
        assertThat(server.accepted()).isEqualTo(2);
      }
    }
  }

  @Test
  void shouldSayWhatTheServerSays() throws Exception {
    assertRefused(
        greeted(PRIMARY, Wire.error("FATAL", "57P03", "the database system is starting up")),
        "FATAL 57P03 the database system is starting up");
    assertRefused(
        greeted(ANY, LET_IN + Wire.error("FATAL", "57P03", "going down")),
        "FATAL 57P03 going down");
    assertUnclear(
        greeted(PRIMARY, Wire.error("FATAL", "53300", "sorry, too many clients already")),
        "alive, but full: FATAL 53300 sorry, too many clients already");
    assertThat(greeted(ANY, Wire.error("FATAL", "53300", "sorry, too many clients already")))
        .isInstanceOf(CheckResult.Passed.class);
    assertUnclear(greeted(PRIMARY, Wire.error("FATAL", "28P01", "no")), "FATAL 28P01 no");
    assertUnclear(greeted(PRIMARY, Wire.error("FATAL", "28000", "no")), "FATAL 28000 no");
    assertUnclear(greeted(PRIMARY, Wire.error("FATAL", "42501", "no")), "FATAL 42501 no");
    assertFailed(
        greeted(PRIMARY, Wire.error("FATAL", "3D000", "database \"ada\" does not exist")),
        CheckStatus.L7STS,
        "FATAL 3D000 database \"ada\" does not exist");
    assertFailed(
        check(PRIMARY, answers(Wire.error("ERROR", "57014", "canceled"))),
        CheckStatus.L7STS,
        "ERROR 57014 canceled");
    assertUnclear(
        check(PRIMARY, answers(Wire.error("ERROR", "42501", "permission denied"))),
        "ERROR 42501 permission denied");
  }

  @Test
  void shouldShowWhatTheServerSaysInPrintableAscii() throws Exception {
    assertFailed(
        greeted(PRIMARY, Wire.error("PANIC", "XX000", "a\u001b[31m\n\u00e9")),
        CheckStatus.L7STS,
        "PANIC XX000 a?[31m??");
    final String noise = "\u0007".repeat(1000);
    assertThat(greeted(PRIMARY, Wire.error("FATAL", "XX000", noise)).detail()).hasSizeLessThan(130);
    assertThat(greeted(PRIMARY, noise).detail())
        .startsWith("not as PostgreSQL speaks: ?")
        .hasSizeLessThan(160);
  }

  @Test
  void shouldLeaveAloneAServerThatAsksForWhatIsNotGiven() throws Exception {
    // Given
    try (FakeServer server =
        new FakeServer(socket -> {
          read(socket, false);
          Scripts.send(socket, Wire.authentication(3, ""));
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
        })) {
      // When
      final CheckResult result = lab.run(WITH_PASSWORD, server.address());

      // Then
      assertUnclear(
          result, "asks for the password in clear text, which goes over a unix socket only");
      assertThat(server.awaitEnd()).isEqualTo("done");
    }
  }

  @Test
  void shouldNotBeKeptBusyWithRounds() throws Exception {
    // Given
    try (FakeServer server =
        new FakeServer(socket -> {
          read(socket, false);
          Scripts.send(socket, Wire.authentication(10, "SCRAM-SHA-256\0\0"));
          final String first = read(socket, true);
          final String nonce = first.substring(first.indexOf("r=") + 2);
          final String salt = "AAA" + (char) ('A' + System.nanoTime() % 26);
          Scripts.send(socket, Wire.authentication(11, "r=" + nonce + "x,s=" + salt + ",i=600000"));
          Scripts.drain(socket);
        })) {
      final Probe probe = lab.open(WITH_PASSWORD, CheckLab.target(server.address()));

      // When
      final CheckResult first = lab.run(probe, Duration.ofMillis(20));
      final CheckResult second = lab.run(probe, Duration.ofMillis(20));

      // Then
      assertThat(List.of(first.status(), second.status())).containsOnly(CheckStatus.L7TOUT);
    }
    assertThat(
            check(
                    WITH_PASSWORD,
                    socket -> {
                      read(socket, false);
                      Scripts.send(socket, Wire.authentication(10, "SCRAM-SHA-256\0\0"));
                      final String first = read(socket, true);
                      final String nonce = first.substring(first.indexOf("r=") + 2);
                      Scripts.send(
                          socket, Wire.authentication(11, "r=" + nonce + "x,s=AAAA,i=600001"));
                      Scripts.drain(socket);
                    })
                .detail())
        .isEqualTo("not as PostgreSQL speaks: a login of 600001 rounds, where 600000 are the most");
  }

  @Test
  void shouldNotReadAnAnswerWithoutEnd() throws Exception {
    for (final String start : List.of("", "E\0\0\165\60", Wire.OK, LET_IN)) {
      // When
      final CheckResult result =
          check(
              PRIMARY,
              socket -> {
                read(socket, false);
                Scripts.send(socket, start);
                final byte[] more =
                    Wire.message('N', "SNOTICE\0\0").repeat(100).getBytes(ISO_8859_1);
                while (!socket.isClosed()) {
                  socket.getOutputStream().write(more);
                }
              });

      // Then
      assertThat(result).isInstanceOf(CheckResult.Failed.class);
      assertThat(result.detail()).hasSizeLessThan(200);
    }
  }

  @Test
  void shouldTimeOutWhenTheServerIsSilentOrSlow() throws Exception {
    for (final String start : List.of("", "R\0\0", Wire.OK, LET_IN)) {
      try (FakeServer server =
          new FakeServer(socket -> {
            Scripts.send(socket, start);
            Scripts.drain(socket);
          })) {
        final boolean begun = !start.isEmpty() && !start.equals(LET_IN);
        assertFailed(
            lab.run(PRIMARY, server.address(), Duration.ofMillis(200)),
            CheckStatus.L7TOUT,
            begun ? "answer not complete in time" : "no answer in time");
      }
    }
  }

  @Test
  void shouldSayWhenTheServerHangsUp() throws Exception {
    assertFailed(
        check(PRIMARY, socket -> read(socket, false)),
        CheckStatus.L7RSP,
        "connection closed before the answer");
  }

  @Test
  void shouldNeverShowThePassword() {
    assertThat(WITH_PASSWORD.toString()).doesNotContain("hunter2");
    assertThat(new SaltedPassword.Recipe(java.nio.ByteBuffer.allocate(1), 1).toString())
        .doesNotContain("hunter2");
  }
}
