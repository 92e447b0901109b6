package io.sluice.health.pgsql;

import static io.sluice.health.pgsql.Wire.authentication;
import static io.sluice.health.pgsql.Wire.int32;
import static io.sluice.health.pgsql.Wire.message;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import io.sluice.health.testkit.Scripts;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgsqlCheckIT {
  private static final ProbeConfig ADA = start("ada", Optional.empty());
  private static final String OK = authentication(0, "");
  private static final String STARTING =
      message('E', "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0");
  private static final String STARTING_WORDS = "FATAL 57P03 the database system is starting up";

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  private static ProbeConfig start(final String user, final Optional<String> database) {
    return new ProbeConfig.Pgsql(user, database, Optional.empty(), Optional.empty());
  }

  private static String readStartup(final Socket socket) throws IOException {
    final int length = socket.getInputStream().readNBytes(4)[3];
    return new String(socket.getInputStream().readNBytes(length - 4), ISO_8859_1);
  }

  private CheckResult check(final Script script) throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(ADA, server.address());
    }
  }

  private CheckResult answered(final String... parts) throws Exception {
    return check(socket -> {
      socket.setTcpNoDelay(true);
      readStartup(socket);
      for (final String part : parts) {
        Scripts.send(socket, part);
      }
      Scripts.drain(socket);
    });
  }

  private static void assertFound(
      final CheckResult result, final CheckStatus status, final String detail) {
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result instanceof CheckResult.Passed).isEqualTo(status == CheckStatus.L7OK);
  }

  @Test
  void shouldSayWhoAndWhere() throws Exception {
    // Given
    final BlockingQueue<String> startups = new LinkedBlockingQueue<>();
    try (FakeServer server = new FakeServer(socket -> startups.add(readStartup(socket)))) {
      // When
      lab.run(ADA, server.address());
      lab.run(start("\u00e9", Optional.of("nova")), server.address());

      // Then
      assertThat(startups.take()).isEqualTo("\0\3\0\0user\0ada\0\0");
      assertThat(startups.take()).isEqualTo("\0\3\0\0user\0\u00c3\u00a9\0database\0nova\0\0");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, authentication ok",
    "2, asks for Kerberos",
    "3, asks for a password",
    "5, asks for a password (MD5)",
    "7, asks for GSSAPI",
    "10, asks for a password (SASL)"
  })
  void shouldPassWhenTheServerLetsInOrAsks(final int code, final String words) throws Exception {
    final String answer = authentication(code, "SCRAM-SHA-256\0\0");
    assertFound(answered(answer), CheckStatus.L7OK, words);
    assertFound(answered(answer.split("")), CheckStatus.L7OK, words);
    assertFound(
        answered(message('N', "SNOTICE\0Mhello\0\0") + message('v', int32(0)) + answer),
        CheckStatus.L7OK,
        words);
  }

  @Test
  void shouldLeaveAsClientsDo() throws Exception {
    for (final boolean open : List.of(true, false)) {
      // Given
      final BlockingQueue<String> farewells = new LinkedBlockingQueue<>();
      try (FakeServer server =
          new FakeServer(socket -> {
            readStartup(socket);
            Scripts.send(socket, authentication(open ? 0 : 10, ""));
            farewells.add(new String(socket.getInputStream().readNBytes(open ? 5 : 1), ISO_8859_1));
          })) {
        // When
        lab.run(ADA, server.address());

        // Then
        assertThat(farewells.poll(10, TimeUnit.SECONDS)).isEqualTo(open ? "X\0\0\0\4" : "");
        assertThat(server.awaitEnd()).isEqualTo("done");
      }
    }
  }

  @Test
  void shouldSayWhatTheServerSaysWhenItIsAnError() throws Exception {
    assertFound(answered(STARTING), CheckStatus.L7STS, STARTING_WORDS);
    assertFound(answered(STARTING.split("")), CheckStatus.L7STS, STARTING_WORDS);
    assertFound(answered(OK + STARTING), CheckStatus.L7STS, STARTING_WORDS);
    assertFound(
        answered("Ecould not fork new process for connection: no memory\n\0"),
        CheckStatus.L7STS,
        "could not fork new process for connection: no memory");
    assertFound(
        answered(message('E', "Mwhy\u001b[31m \u00e9\0\0")), CheckStatus.L7STS, "why?[31m ?");
    assertFound(answered(message('E', "")), CheckStatus.L7STS, "");
    assertFound(check(Scripts.answerUnasked(STARTING)), CheckStatus.L7STS, STARTING_WORDS);
  }

  @Test
  void shouldPassWhateverFollowsAWelcome() throws Exception {
    final String more = message('S', "TimeZone\0UTC\0") + message('Z', "I") + "\1\2\3";
    assertFound(answered(OK + more), CheckStatus.L7OK, "authentication ok");
    assertFound(answered(OK + "E"), CheckStatus.L7OK, "authentication ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "R\0\0\0\4",
        "R\0\0\0\7\0\0\0",
        "R\0\0\0\10\0\0\0\1",
        "R\0\0\0\10\0\0\0\14",
        "R\0\0\0\10\177\0\0\0",
        "R\377\377\377\377",
        "N\0\0\0\0",
        "N\0\1\0\0",
        "SSH-2.0-OpenSSH"
      })
  void shouldCallItNoAnswerWhenItIsAnythingElse(final String answer) throws Exception {
    final CheckResult result = answered(answer);
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).startsWith("not an answer of postgresql: ");
  }

  @Test
  void shouldNotReadAnAnswerWithoutEnd() throws Exception {
    for (final String start : List.of("", "E", "N\0\0\177\377", "R\0\0\0\10\0\0\0\77")) {
      // When
      final CheckResult result =
          check(socket -> {
            readStartup(socket);
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

  @Test
  void shouldCloseAConnectionThatFloodsAfterAWelcome() throws Exception {
    try (FakeServer server =
        new FakeServer(socket -> {
          readStartup(socket);
          Scripts.send(socket, OK);
          while (!socket.isClosed()) {
            socket.getOutputStream().write(new byte[1000]);
          }
        })) {
      // When
      final CheckResult result = lab.run(ADA, server.address());

      // Then
      assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
      assertThat(server.awaitEnd()).isNotNull().isNotEqualTo("done");
    }
  }

  @Test
  void shouldTimeOutWhenTheServerIsSilentOrSlow() throws Exception {
    for (final String start : List.of("", "R\0\0", "E\0\0\1\0SFATAL\0")) {
      try (FakeServer server =
          new FakeServer(socket -> {
            Scripts.send(socket, start);
            Scripts.drain(socket);
          })) {
        assertFound(
            lab.run(ADA, server.address(), Duration.ofMillis(200)),
            CheckStatus.L7TOUT,
            start.isEmpty() ? "no answer in time" : "answer not complete in time");
      }
    }
  }

  @Test
  void shouldSayWhenTheServerHangsUp() throws Exception {
    final CheckResult result =
        check(socket -> {
          readStartup(socket);
          Scripts.send(socket, "R\0\0");
        });
    assertFound(result, CheckStatus.L7RSP, "connection closed before the answer");
  }
}
