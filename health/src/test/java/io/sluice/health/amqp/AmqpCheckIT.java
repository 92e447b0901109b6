package io.sluice.health.amqp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import io.sluice.health.testkit.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check against bytes as brokers send them: Connection.Start as AMQP 0-9-1 lays it out. */
class AmqpCheckIT {
  private static final ProbeConfig AMQP = new ProbeConfig.Amqp();
  private static final String METHOD =
      "\0\12\0\12\0\11" // Connection.Start, version 0-9
          + "\0\0\0\26\7productS\0\0\0\10RabbitMQ" // server-properties
          + "\0\0\0\16PLAIN AMQPLAIN" // mechanisms
          + "\0\0\0\5en_US"; // locales
  private static final String START = "\1\0\0\0\0\0" + (char) METHOD.length() + METHOD + "\316";
  private static final String START_WORDS = "AMQP 0-9, Connection.Start";

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  private CheckResult check(final Script script) throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(AMQP, server.address());
    }
  }

  private CheckResult answered(final String... parts) throws Exception {
    return check(socket -> {
      socket.setTcpNoDelay(true);
      socket.getInputStream().readNBytes(8);
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
  void shouldOfferTheVersionThatBrokersOfOpenStackSpeak() throws Exception {
    // Given
    final BlockingQueue<String> headers = new LinkedBlockingQueue<>();

    // When
    final CheckResult result =
        check(socket -> headers.add(new String(socket.getInputStream().readNBytes(8), ISO_8859_1)));

    // Then
    assertThat(headers.take()).isEqualTo("AMQP\0\0\11\1");
    assertFound(result, CheckStatus.L7RSP, "connection closed before the answer");
  }

  @Test
  void shouldPassWhenTheBrokerGreets() throws Exception {
    assertFound(answered(START), CheckStatus.L7OK, START_WORDS);
    assertFound(answered(START.split("")), CheckStatus.L7OK, START_WORDS);
    assertFound(check(Scripts.answerUnasked(START)), CheckStatus.L7OK, START_WORDS);
    assertFound(
        check(Scripts.answerUnasked(START.substring(0, 13))), CheckStatus.L7OK, START_WORDS);
  }

  @Test
  void shouldPassWhenTheBrokerSpeaksAnotherVersion() throws Exception {
    assertFound(answered("AMQP\0\1\0\0"), CheckStatus.L7OK, "AMQP 1.0.0, protocol 0");
    assertFound(answered("AMQP\3\1\0\0".split("")), CheckStatus.L7OK, "AMQP 1.0.0, protocol 3");
    assertFound(
        check(Scripts.answerUnasked("AMQP\0\0\11\1")), CheckStatus.L7OK, "AMQP 0.9.1, protocol 0");
    assertFound(answered("AMQP\1\1\0\12 and more"), CheckStatus.L7OK, "AMQP 1.0.10, protocol 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp",
        "AMQX",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "\2\0\0\0\0\0\0",
        "\1\0\1\0\0\0\100",
        "\1\0\0\0\0\0\100\0\12\0\13",
        "\1\0\0\0\0\0\100\0\13",
        "\1\0\0\0\0\0\4\0\12\0\12\0\11",
        "\1\0\0\177\0\0\0\0\12\0\12\0\11",
        "\1\0\0\377\0\0\0\0\12\0\12\0\11",
        "\0",
        "\377\376"
      })
  void shouldCallItNoAnswerWhenItIsAnythingElse(final String answer) throws Exception {
    final CheckResult result = answered(answer);
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).startsWith("not an answer of AMQP: ");
  }

  @Test
  void shouldConcludeThoughTheAnswerHasNoEnd() throws Exception {
    assertFound(check(Scripts.answerUnasked(START.repeat(50_000))), CheckStatus.L7OK, START_WORDS);
    final CheckResult garbage = check(Scripts.answerUnasked("xyz".repeat(1_000_000)));
    assertThat(garbage.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(garbage.detail()).hasSizeLessThan(60);
  }

  @Test
  void shouldTimeOutWhenTheServerIsSilentOrSlow() throws Exception {
    for (final String start : List.of("", "AMQP\0", START.substring(0, 12))) {
      try (FakeServer server =
          new FakeServer(socket -> {
            Scripts.send(socket, start);
            Scripts.drain(socket);
          })) {
        assertFound(
            lab.run(AMQP, server.address(), Duration.ofMillis(200)),
            CheckStatus.L7TOUT,
            start.isEmpty() ? "no answer in time" : "answer not complete in time");
      }
    }
  }

  @Test
  void shouldSayWhenTheServerHangsUp() throws Exception {
    final CheckResult result =
        check(socket -> {
          socket.getInputStream().readNBytes(8);
          Scripts.send(socket, "AMQ");
        });
    assertFound(result, CheckStatus.L7RSP, "connection closed before the answer");
  }
}
