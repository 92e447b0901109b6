package io.sluice.health.memcached;

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

class MemcachedCheckIT {
  private static final ProbeConfig MEMCACHED = new ProbeConfig.Memcached();

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  private CheckResult check(final Script script) throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(MEMCACHED, server.address());
    }
  }

  private CheckResult answered(final String answer) throws Exception {
    return check(socket -> {
      Scripts.readLine(socket);
      Scripts.send(socket, answer);
      Scripts.drain(socket);
    });
  }

  @Test
  void shouldPassWhenAVersionIsAnswered() throws Exception {
    // Given
    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    // When
    final CheckResult result =
        check(socket -> {
          requests.add(Scripts.readLine(socket));
          Scripts.send(socket, "VERSION 1.6.18\r\n");
        });

    // Then
    assertThat(requests.take()).isEqualTo("version");
    assertThat(result).isInstanceOf(CheckResult.Passed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.detail()).isEqualTo("VERSION 1.6.18");
  }

  @Test
  void shouldPassWhenTheAnswerComesInPieces() throws Exception {
    final CheckResult result =
        check(socket -> {
          socket.setTcpNoDelay(true);
          Scripts.readLine(socket);
          for (final String part : List.of("VER", "SION", " ", "1", "\r", "\n")) {
            Scripts.send(socket, part);
          }
          Scripts.drain(socket);
        });
    assertThat(result.detail()).isEqualTo("VERSION 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR",
        "ERROR Too many open connections",
        "SERVER_ERROR out of memory",
        "CLIENT_ERROR unauthenticated"
      })
  void shouldSayWhatTheServerSaysWhenItIsAnError(final String answer) throws Exception {
    final CheckResult result = answered(answer + "\r\n");
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result.detail()).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VERSION\r\n",
        "VERSIONS 1\r\n",
        "version 1\r\n",
        "ERRORS\r\n",
        "STORED\r\n",
        "\r\n",
        "+OK Redis\r\n",
        "SSH-2.0-x",
        "\u0000\u0001"
      })
  void shouldCallItNoAnswerWhenItIsAnythingElse(final String answer) throws Exception {
    final CheckResult result = answered(answer);
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).startsWith("not an answer of memcached: ");
  }

  @Test
  void shouldNotReadALineWithoutEnd() throws Exception {
    // When
    final CheckResult result = answered("VERSION " + "1".repeat(100_000));

    // Then
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).hasSizeLessThan(200);
  }

  @Test
  void shouldTimeOutWhenTheServerIsSilentOrSlow() throws Exception {
    try (FakeServer silent = new FakeServer(Scripts.silence());
        FakeServer slow =
            new FakeServer(socket -> {
              Scripts.send(socket, "VERSION 1");
              Scripts.drain(socket);
            })) {
      // When
      final CheckResult first = lab.run(MEMCACHED, silent.address(), Duration.ofMillis(200));
      final CheckResult second = lab.run(MEMCACHED, slow.address(), Duration.ofMillis(200));

      // Then
      assertThat(first.status()).isEqualTo(CheckStatus.L7TOUT);
      assertThat(first.detail()).isEqualTo("no answer in time");
      assertThat(second.status()).isEqualTo(CheckStatus.L7TOUT);
      assertThat(second.detail()).isEqualTo("answer not complete in time");
    }
  }

  @Test
  void shouldSayWhenTheServerHangsUp() throws Exception {
    final CheckResult result =
        check(socket -> {
          Scripts.readLine(socket);
          Scripts.send(socket, "VERSION 1.6");
        });
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).isEqualTo("connection closed before the answer");
  }

  @Test
  void shouldTakeARefusalThatComesUnaskedWhenTheServerIsFull() throws Exception {
    for (int i = 0; i < 20; i++) {
      final CheckResult result =
          check(Scripts.answerUnasked("ERROR Too many open connections\r\n"));
      assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
      assertThat(result.detail()).isEqualTo("ERROR Too many open connections");
    }
  }
}
