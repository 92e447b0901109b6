package io.sluice.health.http;

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
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpCheckIT {
  private static final List<ProbeConfig.StatusRange> OK =
      List.of(new ProbeConfig.StatusRange(200, 399));
  private static final ProbeConfig.Http GET = get(Optional.empty());
  private static final String OK_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final CheckLab lab = new CheckLab();

  private static ProbeConfig.Http get(final Optional<String> body) {
    return new ProbeConfig.Http("GET", "/health", List.of(), OK, body);
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

  private static void assertPassed(final CheckResult result) {
    assertThat(result).isInstanceOf(CheckResult.Passed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.detail()).isEqualTo("HTTP 200");
  }

  @Test
  void shouldPassWhenStatusIsExpected() throws Exception {
    assertPassed(check(GET, Scripts.answer(OK_ANSWER)));
  }

  @Test
  void shouldPassWhenAnswerComesBeforeTheRequestIsRead() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertPassed(check(GET, Scripts.answerUnasked(OK_ANSWER)));
    }
  }

  @Test
  void shouldPassWhenAnswerIsFollowedByAReset() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertPassed(check(GET, Scripts.answerAndReset(OK_ANSWER)));
    }
  }

  @Test
  void shouldTimeOutWhenServerIsSilent() throws Exception {
    try (FakeServer server = new FakeServer(Scripts.silence())) {
      final CheckResult result = lab.run(GET, server.address(), Duration.ofMillis(200));
      assertThat(result.status()).isEqualTo(CheckStatus.L7TOUT);
    }
  }

  @Test
  void shouldSayStatusWhenItIsNotExpected() throws Exception {
    final CheckResult result =
        check(GET, Scripts.answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"));
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result.detail()).isEqualTo("HTTP 503 Service Unavailable");
  }
}
