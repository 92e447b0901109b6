package io.sluice.health.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.backends.AgentReport;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Checks;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import io.sluice.health.testkit.Scripts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentCheckIT {
  private static final ProbeConfig.Agent SILENT = new ProbeConfig.Agent("");

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  private CheckResult ask(final ProbeConfig config, final Script script) throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(config, server.address());
    }
  }

  private static Script say(final String text) {
    return socket -> Scripts.send(socket, text);
  }

  private static Script sayAndStay(final String text) {
    return socket -> {
      Scripts.send(socket, text);
      Scripts.drain(socket);
    };
  }

  private static String shown(final CheckResult result) {
    return result.status() + " " + result.detail();
  }

  @ParameterizedTest
  @CsvSource({
    "'up\n', L7OK up",
    "'up\r\ndown\r\n', L7OK up",
    "'ready 75% maxconn:30\n', L7OK ready 75% maxconn:30",
    "'down #no disk\n', L7STS down #no disk",
    "'STOPPED\n', L7STS stopped",
    "'fail,drain\n', L7STS fail drain",
    "'drain #a\u0007b\u00ff\n', L7OK drain #a?b?"
  })
  void shouldTellWhatTheAgentSays(final String answer, final String result) throws Exception {
    assertThat(shown(ask(SILENT, sayAndStay(answer)))).isEqualTo(result);
    assertThat(shown(ask(SILENT, say(answer)))).isEqualTo(result);
  }

  @Test
  void shouldTakeTheEndOfTheConnectionForTheEndOfTheLine() throws Exception {
    assertThat(shown(ask(SILENT, say("drain 50%")))).isEqualTo("L7OK drain 50%");
    assertThat(
            shown(
                ask(
                    SILENT,
                    socket -> {
                      Scripts.send(socket, "do");
                      Scripts.send(socket, "wn");
                      Scripts.reset(socket);
                    })))
        .isIn(
            "L7STS down",
            "L4CON connection reset by peer",
            "L7RSP connection reset before the answer",
            "L7RSP no word of an agent: do");
  }

  @Test
  void shouldReadALineThatComesInParts() throws Exception {
    assertThat(
            shown(
                ask(
                    SILENT,
                    socket -> {
                      socket.setTcpNoDelay(true);
                      for (final char c : "maint #two words\n".toCharArray()) {
                        Scripts.send(socket, String.valueOf(c));
                      }
                      Scripts.drain(socket);
                    })))
        .isEqualTo("L7OK maint #two words");
  }

  @Test
  void shouldKeepEveryWordWhenTheDescriptionIsLong() throws Exception {
    // When
    final CheckResult result =
        ask(SILENT, say("stopped maint 100% maxconn:999999999 #" + "x".repeat(900) + "\n"));

    // Then
    final AgentReport read = AgentReport.parse(result.detail());
    assertThat(read).hasToString("stopped maint 100% maxconn:999999999 #" + "x".repeat(120));
  }

  @Test
  void shouldSendWhatIsConfiguredAsItStands() throws Exception {
    final Script script =
        socket -> {
          final String asked = Scripts.readLine(socket);
          Scripts.send(socket, asked.equals("nova1 \u00e9") ? "up\n" : "down #" + asked + "\n");
        };
    assertThat(shown(ask(new ProbeConfig.Agent("nova1\n"), script))).isEqualTo("L7STS down #nova1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "hello\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "50\n"})
  void shouldHearNothingInOtherWords(final String answer) throws Exception {
    final CheckResult result = ask(SILENT, sayAndStay(answer));
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).startsWith("no word of an agent");
  }

  @Test
  void shouldNotReadWithoutEnd() throws Exception {
    assertThat(shown(ask(SILENT, sayAndStay("up ".repeat(400)))))
        .isEqualTo("L7RSP line of more than 1024 bytes");
    assertThat(shown(ask(SILENT, say("up" + " ".repeat(1021) + "\n")))).isEqualTo("L7OK up");
  }

  @Test
  void shouldSayWhenThereIsNoAgent() throws Exception {
    // Given
    final InetSocketAddress nobody;
    try (FakeServer server = new FakeServer(Scripts.hangUp())) {
      nobody = server.address();
    }

    // Then
    assertThat(lab.run(SILENT, nobody).status()).isEqualTo(CheckStatus.L4CON);
    assertThat(shown(ask(SILENT, Scripts.hangUp())))
        .isEqualTo("L7RSP connection closed before the answer");
    try (FakeServer server = new FakeServer(sayAndStay("up"))) {
      assertThat(lab.run(SILENT, server.address(), Duration.ofMillis(300)).status())
          .isEqualTo(CheckStatus.L7TOUT);
    }
  }

  @Test
  void shouldBeNoCheck() {
    assertThatThrownBy(() -> Checks.load().create(new ProbeConfig.Custom("agent", Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("agent { }");
  }
}
