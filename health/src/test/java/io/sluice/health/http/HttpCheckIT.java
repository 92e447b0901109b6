package io.sluice.health.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import io.sluice.health.testkit.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckIT {
  private static final List<ProbeConfig.StatusRange> OK =
      List.of(new ProbeConfig.StatusRange(200, 399));
  private static final ProbeConfig.Http GET = get(Optional.empty());
  private static final String OK_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final CheckLab lab = new CheckLab();

  private static ProbeConfig.Http get(final Optional<String> body) {
    return new ProbeConfig.Http("GET", "/health", List.of(), OK, body, Optional.empty());
  }

  private static ProbeConfig.Http regex(final Optional<String> body, final String expression) {
    return new ProbeConfig.Http("GET", "/", List.of(), OK, body, Optional.of(expression));
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

  private static void assertFailed(
      final CheckResult result, final CheckStatus status, final String detail) {
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(((CheckResult.Failed) result).explicit()).isFalse();
  }

  static List<Named<String>> goodAnswers() {
    return List.of(
        Named.of("content length", OK_ANSWER),
        Named.of("no content length", "HTTP/1.1 200 OK\r\n\r\nsome text until the end"),
        Named.of("HTTP/1.0", "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nok"),
        Named.of("two bytes too many", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\r\n"),
        Named.of("fewer bytes than said", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nok"),
        Named.of("no reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"),
        Named.of("bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok"),
        Named.of("empty line first", "\r\n" + OK_ANSWER),
        Named.of(
            "same length twice",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
        Named.of(
            "chunked",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n"),
        Named.of("interim answer first", "HTTP/1.1 100 Continue\r\n\r\n" + OK_ANSWER),
        Named.of(
            "interim answers with headers first",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(5) + OK_ANSWER),
        Named.of(
            "a head of 20 KB",
            "HTTP/1.1 200 OK\r\nX: %s\r\nContent-Length: 0\r\n\r\n".formatted("x".repeat(20_000))),
        Named.of(
            "a body of 1 MB in one go",
            "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "b".repeat(1_000_000)));
  }

  @ParameterizedTest
  @MethodSource("goodAnswers")
  void shouldPassWhenStatusIsExpected(final String answer) throws Exception {
    assertPassed(check(GET, Scripts.answer(answer)));
  }

  @ParameterizedTest
  @MethodSource("goodAnswers")
  void shouldPassWhenServerKeepsTheConnection(final String answer) throws Exception {
    assertPassed(check(GET, Scripts.answerAndStay(answer)));
  }

  @ParameterizedTest
  @MethodSource("goodAnswers")
  void shouldPassWhenAnswerComesBeforeTheRequestIsRead(final String answer) throws Exception {
    for (int i = 0; i < 20; i++) {
      assertPassed(check(GET, Scripts.answerUnasked(answer)));
    }
  }

  @Test
  void shouldPassWhenAnswerIsFollowedByAReset() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertPassed(check(GET, Scripts.answerAndReset(OK_ANSWER)));
    }
  }

  @Test
  void shouldPassWhenAnswerDripsInByteByByte() throws Exception {
    assertPassed(check(GET, Scripts.drip(OK_ANSWER)));
    assertPassed(check(get(Optional.of("ok")), Scripts.drip(OK_ANSWER)));
  }

  @Test
  void shouldSendWhatIsConfiguredInOrder() throws Exception {
    // Given
    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    final ProbeConfig.Http config =
        new ProbeConfig.Http(
            "OPTIONS",
            "/v3?x=1",
            List.of(
                new ProbeConfig.Header("X-First", "1"),
                new ProbeConfig.Header("User-Agent", "probe"),
                new ProbeConfig.Header("X-First", "2")),
            OK,
            Optional.empty(),
            Optional.empty());

    // When
    final CheckResult result =
        check(
            config,
            socket -> {
              requests.add(Scripts.readHead(socket));
              Scripts.send(socket, OK_ANSWER);
            });

    // Then
    assertPassed(result);
    assertThat(requests.take())
        .isEqualToNormalizingNewlines(
            """
            OPTIONS /v3?x=1 HTTP/1.1
            host: check.test
            X-First: 1
            User-Agent: probe
            X-First: 2
            connection: close

            """);
  }

  @Test
  void shouldNotWaitForABodyWhenTheMethodIsHead() throws Exception {
    final ProbeConfig.Http head =
        new ProbeConfig.Http("HEAD", "/", List.of(), OK, Optional.of("text"), Optional.empty());
    final String answer = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n";
    assertFailed(
        check(head, Scripts.answerAndStay(answer)),
        CheckStatus.L7STS,
        "HTTP 200 without the expected text");
  }

  @Test
  void shouldSayStatusWhenItIsNotExpected() throws Exception {
    assertFailed(
        check(GET, Scripts.answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")),
        CheckStatus.L7STS,
        "HTTP 503 Service Unavailable");
    assertFailed(
        check(GET, Scripts.answer("HTTP/1.1 404 \r\n\r\n")), CheckStatus.L7STS, "HTTP 404");
  }

  @Test
  void shouldPassWithAnyOfTheExpectedRanges() throws Exception {
    // Given
    final ProbeConfig.Http config =
        new ProbeConfig.Http(
            "GET",
            "/",
            List.of(),
            List.of(new ProbeConfig.StatusRange(200, 200), new ProbeConfig.StatusRange(405, 405)),
            Optional.empty(),
            Optional.empty());

    // Then
    assertPassed(check(config, Scripts.answer(OK_ANSWER)));
    assertThat(check(config, Scripts.answer("HTTP/1.1 405 No\r\n\r\n")).detail())
        .isEqualTo("HTTP 405");
    assertThat(check(config, Scripts.answer("HTTP/1.1 204 No Content\r\n\r\n")).status())
        .isEqualTo(CheckStatus.L7STS);
  }

  @Test
  void shouldTakeSwitchingProtocolsForTheAnswer() throws Exception {
    assertFailed(
        check(GET, Scripts.answerAndStay("HTTP/1.1 101 Switching Protocols\r\n\r\n")),
        CheckStatus.L7STS,
        "HTTP 101 Switching Protocols");
  }

  @Test
  void shouldNotShowControlCharactersOfTheServer() throws Exception {
    // When
    final CheckResult result =
        check(
            GET, Scripts.answer("HTTP/1.1 500 a\u001b[31mb\u00ff" + "c".repeat(300) + "\r\n\r\n"));

    // Then
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result.detail()).startsWith("HTTP 500 a?[31mb?ccc").hasSize(120);
  }

  static List<Named<String>> rubbish() {
    return List.of(
        Named.of("another protocol", "SSH-2.0-OpenSSH_9.2\r\n"),
        Named.of("another HTTP", "HTTP/2.0 200 OK\r\n\r\n"),
        Named.of("another name", "ICY/1.1 200 OK\r\n\r\n"),
        Named.of("no number", "HTTP/1.1 OK\r\n\r\n"),
        Named.of("a short number", "HTTP/1.1 99 OK\r\n\r\n"),
        Named.of("a long number", "HTTP/1.1 2000 OK\r\n\r\n"),
        Named.of("a number below 0", "HTTP/1.1 -200 OK\r\n\r\n"),
        Named.of(
            "two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        Named.of("no length", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
        Named.of("TLS", "\u0015\u0003\u0001\u0000\u0002\u0002(\r\n"),
        Named.of("MySQL", "J\u0000\u0000\u0000\n8.0.36\u0000abc\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("rubbish")
  void shouldCallItNoAnswerWhenItIsNotHttp(final String answer) throws Exception {
    final CheckResult result = check(GET, Scripts.answer(answer));
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.detail()).startsWith("not an answer of HTTP");
  }

  @Test
  void shouldSayWhenTheServerHangsUp() throws Exception {
    assertFailed(
        check(GET, Scripts.answer("")), CheckStatus.L7RSP, "connection closed before the answer");
    assertFailed(
        check(GET, Scripts.answer("HTTP/1.1 200 OK\r\nContent-Le")),
        CheckStatus.L7RSP,
        "connection closed before the answer");
    assertFailed(
        check(
            GET,
            socket -> {
              Scripts.readHead(socket);
              Scripts.reset(socket);
            }),
        CheckStatus.L7RSP,
        "connection reset before the answer");
  }

  @Test
  void shouldFailWhenTheServerResetsAtOnce() throws Exception {
    // Then: whether the connect was seen before the reset is a matter of time
    assertThat(check(GET, Scripts.resetAtOnce()).status())
        .isIn(CheckStatus.L4CON, CheckStatus.L7RSP);
  }

  @Test
  void shouldTimeOutWhenServerIsSilent() throws Exception {
    try (FakeServer server = new FakeServer(Scripts.silence())) {
      assertFailed(
          lab.run(GET, server.address(), Duration.ofMillis(200)),
          CheckStatus.L7TOUT,
          "no answer in time");
    }
  }

  @Test
  void shouldTimeOutWhenTheHeadNeverEnds() throws Exception {
    try (FakeServer server = new FakeServer(Scripts.answerAndStay("HTTP/1.1 200 OK\r\nX: y\r\n"))) {
      assertFailed(
          lab.run(GET, server.address(), Duration.ofMillis(200)),
          CheckStatus.L7TOUT,
          "no answer in time");
    }
  }

  static List<Named<Script>> endlessHeads() {
    return List.of(
        Named.of("status line", Scripts.endless("HTTP/1.1 200 ", "O")),
        Named.of("header line", Scripts.endless("HTTP/1.1 200 OK\r\nX: ", "x")),
        Named.of("headers", Scripts.endless("HTTP/1.1 200 OK\r\n", "X: y\r\n")),
        Named.of("interim answers", Scripts.endless("", "HTTP/1.1 100 Continue\r\n\r\n")),
        Named.of("empty lines", Scripts.endless("", "\r\n")),
        Named.of("spaces", Scripts.endless("", " ")),
        Named.of("zeros", Scripts.endless("", "\u0000")));
  }

  @ParameterizedTest
  @MethodSource("endlessHeads")
  void shouldStopReadingWhenTheHeadHasNoEnd(final Script script) throws Exception {
    // When
    final CheckResult result = check(GET, script);

    // Then
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.durationNanos()).isLessThan(Duration.ofSeconds(5).toNanos());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"
      })
  void shouldDecideOnTheHeadAndHangUpWhenTheBodyHasNoEnd(final String head) throws Exception {
    try (FakeServer server = new FakeServer(Scripts.endless(head, "body"))) {
      // When
      final CheckResult result = lab.run(GET, server.address());

      // Then
      assertPassed(result);
      assertThat(server.awaitEnd()).isNotNull().isNotEqualTo("done");
      await().until(() -> lab.openChannels() == 0);
    }
  }

  @Test
  void shouldLetTheServerEndItsAnswerInPeace() throws Exception {
    // Given: a server that would log a broken pipe
    final BlockingQueue<String> verdict = new LinkedBlockingQueue<>();
    try (FakeServer server =
        new FakeServer(socket -> {
          Scripts.readHead(socket);
          Scripts.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n");
          verdict.poll(5, TimeUnit.SECONDS);
          Scripts.send(socket, "b".repeat(10_000));
          Scripts.send(socket, "b".repeat(10_000));
        })) {
      // When
      assertPassed(lab.run(GET, server.address()));
      verdict.add("is in");

      // Then
      assertThat(server.awaitEnd()).isEqualTo("done");
      await().until(() -> lab.openChannels() == 0);
    }
  }

  @Test
  void shouldNotDrainForLongerThanTheRunMayTake() throws Exception {
    try (FakeServer server =
        new FakeServer(Scripts.answerAndStay("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"))) {
      // When
      assertPassed(lab.run(GET, server.address(), Duration.ofMillis(300)));

      // Then
      assertThat(lab.openChannels()).isEqualTo(1);
      await().atMost(Duration.ofSeconds(5)).until(() -> lab.openChannels() == 0);
    }
  }

  @Test
  void shouldEndTheDrainingWhenTheNextRunBegins() throws Exception {
    try (FakeServer server =
        new FakeServer(Scripts.answerAndStay("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"))) {
      // Given
      final Probe probe = lab.open(GET, CheckLab.target(server.address()));
      assertPassed(lab.run(probe, Duration.ofSeconds(10)));

      // When
      assertPassed(lab.run(probe, Duration.ofSeconds(10)));

      // Then
      assertThat(server.accepted()).isEqualTo(2);
      assertThat(server.awaitEnd()).isEqualTo("Connection reset");
      assertThat(lab.openChannels()).isEqualTo(1);
    }
  }

  @Test
  void shouldFindTheTextInTheBody() throws Exception {
    final ProbeConfig.Http config = get(Optional.of("synced"));
    final String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertPassed(check(config, Scripts.answer("HTTP/1.1 200 OK\r\n\r\nnode is synced.")));
    assertPassed(check(config, Scripts.answerAndStay("HTTP/1.1 200 OK\r\n\r\nnode is synced.")));
    assertPassed(check(config, Scripts.answer(chunked + "3\r\nsyn\r\n3\r\nced\r\n0\r\n\r\n")));
    assertPassed(check(config, Scripts.answerAndReset("HTTP/1.1 200 OK\r\n\r\nis synced.")));
  }

  @Test
  void shouldFailWhenTheTextIsNotInTheBody() throws Exception {
    final ProbeConfig.Http config = get(Optional.of("synced"));
    assertFailed(
        check(config, Scripts.answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nsynced")),
        CheckStatus.L7STS,
        "HTTP 200 without the expected text");
    assertFailed(
        check(config, Scripts.answer("HTTP/1.1 200 OK\r\n\r\nnot so")),
        CheckStatus.L7STS,
        "HTTP 200 without the expected text");
    assertFailed(
        check(config, Scripts.answer("HTTP/1.1 500 Oh\r\n\r\nsynced")),
        CheckStatus.L7STS,
        "HTTP 500 Oh");
    assertFailed(
        check(config, Scripts.endless("HTTP/1.1 200 OK\r\n\r\n", "body")),
        CheckStatus.L7STS,
        "HTTP 200 without the expected text in its first 65536 bytes");
  }

  @Test
  void shouldFailWhenTheBodyBreaksOff() throws Exception {
    final ProbeConfig.Http config = get(Optional.of("synced"));
    final String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertFailed(
        check(config, Scripts.answer("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nsyn")),
        CheckStatus.L7RSP,
        "HTTP 200 OK, body ends too early");
    assertFailed(
        check(config, Scripts.answer(chunked + "zz\r\nsyn")),
        CheckStatus.L7RSP,
        "HTTP 200, body not understood");
  }

  @Test
  void shouldTimeOutWhenTheBodyNeverEnds() throws Exception {
    try (FakeServer server =
        new FakeServer(Scripts.answerAndStay("HTTP/1.1 200 OK\r\n\r\nnot so"))) {
      assertFailed(
          lab.run(get(Optional.of("synced")), server.address(), Duration.ofMillis(200)),
          CheckStatus.L7TOUT,
          "HTTP 200 OK, no end in time");
    }
  }

  @Test
  void shouldPassWhenTheBodyMatchesTheExpression() throws Exception {
    final ProbeConfig.Http config = regex(Optional.empty(), "(?m)^nodes: [0-9]+ of 3$");
    final String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertPassed(check(config, Scripts.answer("HTTP/1.1 200 OK\r\n\r\nup\nnodes: 2 of 3\nend")));
    assertPassed(
        check(config, Scripts.drip("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nnodes: 2 of 3")));
    assertPassed(
        check(config, Scripts.answerAndStay(chunked + "9\r\nnodes: 3 \r\n4\r\nof 3\r\n0\r\n\r\n")));
    assertPassed(
        check(
            regex(Optional.empty(), "^b.reit \u2713$"),
            socket -> {
              Scripts.readHead(socket);
              Scripts.send(socket, "HTTP/1.1 200 OK\r\n\r\n");
              socket.getOutputStream().write("bereit \u2713".getBytes(UTF_8));
            }));
  }

  @Test
  void shouldSayTheExpressionThatDidNotMatch() throws Exception {
    assertFailed(
        check(
            regex(Optional.empty(), "^ok$"),
            Scripts.answer("HTTP/1.1 200 OK\r\n\r\nok, but not so")),
        CheckStatus.L7STS,
        "HTTP 200 without a match of \"^ok$\"");
    assertFailed(
        check(
            regex(Optional.empty(), "^ok"),
            Scripts.answer("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")),
        CheckStatus.L7STS,
        "HTTP 204 without a match of \"^ok\"");
    assertFailed(
        check(
            regex(Optional.empty(), "ok"), Scripts.answer("HTTP/1.1 503 No\r\n\r\nok and not ok")),
        CheckStatus.L7STS,
        "HTTP 503 No");
  }

  @Test
  void shouldNotTakeTheEndOfAPartForTheEndOfTheBody() throws Exception {
    assertFailed(
        check(
            regex(Optional.empty(), "ok$"),
            Scripts.drip("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nok, not ok!")),
        CheckStatus.L7STS,
        "HTTP 200 without a match of \"ok$\"");
  }

  @Test
  void shouldWantBothTheTextAndTheExpression() throws Exception {
    final ProbeConfig.Http config = regex(Optional.of("ready"), "[0-9]+ nodes");
    assertPassed(check(config, Scripts.answer("HTTP/1.1 200 OK\r\n\r\n3 nodes ready")));
    assertFailed(
        check(config, Scripts.answer("HTTP/1.1 200 OK\r\n\r\n3 nodes")),
        CheckStatus.L7STS,
        "HTTP 200 without the expected text");
    assertFailed(
        check(config, Scripts.answer("HTTP/1.1 200 OK\r\n\r\nready")),
        CheckStatus.L7STS,
        "HTTP 200 without a match of \"[0-9]+ nodes\"");
  }

  @Test
  void shouldTryTheExpressionOnTheFirst64KiBAndNoFurther() throws Exception {
    final String head = "HTTP/1.1 200 OK\r\n\r\n";
    assertFailed(
        check(regex(Optional.empty(), "end"), Scripts.endless(head, "body")),
        CheckStatus.L7STS,
        "HTTP 200 without a match of \"end\" in its first 65536 bytes");
    assertPassed(check(regex(Optional.empty(), "bod"), Scripts.endless(head, "body")));
    assertFailed(
        check(
            regex(Optional.empty(), "end"), Scripts.answer(head + "x".repeat(65_536) + "the end")),
        CheckStatus.L7STS,
        "HTTP 200 without a match of \"end\" in its first 65536 bytes");
  }

  @Test
  void shouldNotBeHeldUpByTheServerWhenTheExpressionCouldBacktrack() throws Exception {
    // When: this takes a backtracking engine longer than the world has existed
    final CheckResult result =
        check(
            regex(Optional.empty(), "^(([a-z])+.)+[A-Z]([a-z])+$"),
            Scripts.answer("HTTP/1.1 200 OK\r\n\r\n" + "a".repeat(60_000)));

    // Then
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
  }

  @Test
  void shouldTimeOutWhenTheBodyForTheExpressionNeverEnds() throws Exception {
    try (FakeServer server = new FakeServer(Scripts.answerAndStay("HTTP/1.1 200 OK\r\n\r\nok"))) {
      assertFailed(
          lab.run(regex(Optional.empty(), "ok"), server.address(), Duration.ofMillis(200)),
          CheckStatus.L7TOUT,
          "HTTP 200 OK, no end in time");
    }
  }
}
