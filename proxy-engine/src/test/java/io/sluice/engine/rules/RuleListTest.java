package io.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.RuleKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a list goes on, waits and ends. */
class RuleListTest {
  private static byte[] ascii(final String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void shouldChangeNothingWhenNoRuleMatches() {
    // Given
    final Listed listed =
        Listed.request(
            "deny if { path /x }", "set-header X-A b if { src 10.0.0.0/8 }", "deny if FALSE");
    final String before = listed.txn.sentRequest();

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.txn.sentRequest()).isEqualTo(before);
    assertThat(listed.run.where()).isNull();
  }

  @Test
  void shouldNameTheRuleThatDecided() {
    // Given
    final Listed listed = Listed.request("set-header X-A b", "deny if { path_beg /a }");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.DENY);
    assertThat(listed.run.where()).isEqualTo("test.conf:1");
    assertThat(listed.answered()).startsWith("HTTP/1.1 403 Forbidden\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set-path "/a b"
          set-path nopath
          set-path "/a%[str(\\"?\\")]b"
          set-method "G T"
          set-method %[req.hdr(nope)]
          set-uri "http://a b/"
          set-query "a b"
          set-pathq "/a#b"
          """)
  void shouldAnswerFiveHundredWhenTheRequestLineWouldBeNone(final String rule) {
    // Given
    final Listed listed = Listed.request(rule.strip(), "set-header X-After yes");
    final String before = listed.txn.sentRequest();

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.ERROR);
    assertThat(listed.txn.sentRequest()).isEqualTo(before);
  }

  @Test
  void shouldPassOverWhatFailsWithoutStrictMode() {
    // Given
    final Listed listed =
        Listed.request("strict-mode off", "set-path \"/a b\"", "set-header X-After yes");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.txn.sentRequest())
        .startsWith("GET /a/b?q=1 HTTP/1.1\n")
        .contains("X-After: yes\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "transfer-encoding"})
  void shouldRefuseRulesOnWhatFramesAMessage(final String name) {
    // Given
    final Listed listed = Listed.request("set-header " + name + " 0", "del-header " + name);

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.surroundings.problems)
        .hasSize(2)
        .allMatch(p -> p.startsWith("test.conf:1: " + name + " says where a message ends"));
  }

  @Test
  void shouldWaitForTheBodyUntilItIsThere() {
    // Given
    final Listed listed =
        Listed.request("wait-for-body time 2s at-least 4", "deny if { req.body -m sub bad }");

    // When
    final Verdict first = listed.run();
    final long wanted = listed.run.wantedBytes();
    listed.txn.input(ascii("a bad"), false);
    final Verdict second = listed.run();

    // Then
    assertThat(first).isEqualTo(Verdict.WAIT_BODY);
    assertThat(wanted).isEqualTo(4);
    assertThat(listed.run.deadlineNanos()).isEqualTo(3_000_000_000L);
    assertThat(second).isEqualTo(Verdict.DENY);
  }

  @Test
  void shouldGiveUpTheBodyAtItsDeadline() {
    // Given
    final Listed listed = Listed.request("wait-for-body time 2s", "deny");

    // When
    final Verdict first = listed.run();
    listed.txn.nowNanos += 1_999_999_999L;
    final Verdict before = listed.run();
    listed.txn.nowNanos++;
    final Verdict after = listed.run();

    // Then
    assertThat(first).isEqualTo(Verdict.WAIT_BODY);
    assertThat(before).isEqualTo(Verdict.WAIT_BODY);
    assertThat(after).isEqualTo(Verdict.WAIT_TIMEOUT);
  }

  @Test
  void shouldWaitForInputThatMayDecideOtherwise() {
    // Given
    final Listed listed =
        new Listed()
            .rules(
                RuleKind.TCP_REQUEST_CONTENT,
                "accept if { req.ssl_hello_type 1 }",
                "reject if { req.len gt 5 }");
    final byte[] hello = {0x16, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3};

    // When
    final Verdict empty = listed.run(false);
    listed.txn.input(java.util.Arrays.copyOf(hello, 3), false);
    final Verdict partial = listed.run(false);
    listed.txn.input(hello, false);
    final Verdict whole = listed.run(false);

    // Then
    assertThat(empty).isEqualTo(Verdict.WAIT_INPUT);
    assertThat(partial).isEqualTo(Verdict.WAIT_INPUT);
    assertThat(whole).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.run.where()).isEqualTo("test.conf:1");
  }

  @Test
  void shouldDecideWithWhatThereIsAtTheEndOfTheDelay() {
    // Given
    final Listed listed =
        new Listed()
            .rules(
                RuleKind.TCP_REQUEST_CONTENT,
                "accept if { req.ssl_hello_type 1 }",
                "reject if WAIT_END");

    // When
    final Verdict during = listed.run(false);
    final Verdict after = listed.run(true);

    // Then
    assertThat(during).isEqualTo(Verdict.WAIT_INPUT);
    assertThat(after).isEqualTo(Verdict.REJECT);
  }

  @Test
  void shouldHoldATarpitWithItsAnswer() {
    // Given
    final Listed listed = Listed.request("tarpit deny_status 429");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.TARPIT);
    assertThat(listed.answered()).startsWith("HTTP/1.1 429 Too Many Requests\n");
  }

  @Test
  void shouldTellTheExchangeWhatRulesSay() {
    // Given
    final Listed listed =
        Listed.request(
            "set-log-level silent",
            "set-timeout server 3s",
            "set-timeout tunnel 1m",
            "disable-l7-retry",
            "capture path id 1",
            "capture req.hdr(host) len 5");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.txn.logLevel).isEqualTo(-1);
    assertThat(listed.txn.serverTimeout).isEqualTo(3000);
    assertThat(listed.txn.tunnelTimeout).isEqualTo(60_000);
    assertThat(listed.txn.retries).isFalse();
    assertThat(listed.txn.requestCaptures().length(1)).isEqualTo(4);
    assertThat(listed.txn.requestCaptures().at(1, 1)).isEqualTo((byte) 'a');
  }

  @Test
  void shouldSendOurOwnPage() {
    // Given
    final Listed listed =
        Listed.request("use-service prometheus-exporter if { path /a/b }", "deny");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.SERVICE);
    assertThat(listed.run.service()).isEqualTo("prometheus-exporter");
  }

  @Test
  void shouldChangeResponses() {
    // Given
    final Listed listed =
        Listed.response(
            "set-status 503 reason \"Gone Fishing\"",
            "replace-header Location http://(.*) https://\\1",
            "set-header X-Status %[status]",
            "del-header Server");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.txn.sentResponse())
        .isEqualTo(
            """
            HTTP/1.1 503 Gone Fishing
            Location: https://a/b
            Content-Length: 0
            X-Status: 503

            """);
  }

  @Test
  void shouldAnswerFiveHundredAndTwoWhenAResponseIsDenied() {
    // Given
    final Listed listed = Listed.response("deny if { res.hdr(location) -m found }");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.DENY);
    assertThat(listed.answered()).startsWith("HTTP/1.1 502 Bad Gateway\n");
  }
}
