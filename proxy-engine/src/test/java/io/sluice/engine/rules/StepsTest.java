package io.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.ForwardFor;
import io.sluice.config.http.LogFormat;
import io.sluice.config.http.Reply;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.When;
import io.sluice.engine.sample.compile.FormatCompiler;
import io.sluice.engine.sample.compile.SampleCompiler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is done beside the rules: who the client is, unique ids, monitors, pages. */
class StepsTest {
  private static final Endpoint IPV6 =
      new Endpoint(Endpoint.Family.IPV6, 0x20010db8_00000000L, 1, 40000);

  @Test
  void shouldTellTheServerWhoTheClientIs() {
    // Given
    final Listed listed = Listed.request();
    final ClientTold step =
        ClientTold.forwardFor(new ForwardFor("X-Forwarded-For", List.of("10.0.0.0/8"), false));

    // When
    final boolean done = step.apply(listed.txn, null);
    listed.txn.source = new Endpoint(Endpoint.Family.IPV4, 0, 0x0a000001L, 1);
    final boolean excepted = step.apply(listed.txn, null);

    // Then
    assertThat(done).isTrue();
    assertThat(excepted).isTrue();
    assertThat(listed.txn.sentRequest()).containsOnlyOnce("X-Forwarded-For: 127.0.0.1\n");
  }

  @Test
  void shouldLeaveAFieldThatIsThereWithIfNone() {
    // Given
    final Listed listed = Listed.request("set-header X-Client told");
    listed.run();
    final ClientTold step = ClientTold.forwardFor(new ForwardFor("X-Client", List.of(), true));

    // When
    final boolean done = step.apply(listed.txn, null);

    // Then
    assertThat(done).isTrue();
    assertThat(listed.txn.sentRequest()).contains("X-Client: told\n").doesNotContain("127.0.0.1");
  }

  @Test
  void shouldQuoteAnIpv6ClientInForwarded() {
    // Given
    final Listed listed = Listed.request();
    listed.txn.source = IPV6;
    listed.txn.tls = true;

    // When
    final boolean done = ClientTold.forwarded(List.of()).apply(listed.txn, null);

    // Then
    assertThat(done).isTrue();
    assertThat(listed.txn.sentRequest()).contains("Forwarded: proto=https;for=\"[2001:db8::1]\"\n");
  }

  @Test
  void shouldNameARequestInHexadecimal() {
    // Given
    final Listed listed = Listed.request();
    final LogFormat.Flags hex = new LogFormat.Flags(false, true, false);
    final LogFormat format =
        new LogFormat(
            List.of(
                new LogFormat.Variable("ci", hex),
                new LogFormat.Text(":"),
                new LogFormat.Variable("cp", hex),
                new LogFormat.Text("_"),
                new LogFormat.Variable("Ts", hex),
                new LogFormat.Text("_"),
                new LogFormat.Variable("rt", hex)));
    final UniqueId step =
        new UniqueId(
            new FormatCompiler(new SampleCompiler(listed.surroundings)).compile(format),
            Optional.of("X-Id"));

    // When
    final byte[] id = step.make(listed.txn);
    final boolean told = step.tell(listed.txn, id);

    // Then
    assertThat(new String(id, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("7F000001:9C40_54A37B00_0003");
    assertThat(told).isTrue();
    assertThat(listed.txn.sentRequest()).contains("X-Id: 7F000001:9C40_54A37B00_0003\n");
  }

  @Test
  void shouldAnswerMonitorsAlone() {
    // Given
    final Listed listed = Listed.request();
    final RuleCompiler compiler = new RuleCompiler(listed.surroundings);
    final When failing = _ -> listed.surroundings.figures.usable == 0 ? When.YES : When.NO;
    final Monitor other = new Monitor("/a/b", List.of(), compiler);
    final Monitor own = new Monitor("/a/b?q=1", List.of(failing), compiler);

    // When
    own.answer(listed.txn).fill(listed.txn, listed.answer);
    final int ready = listed.answer.status();
    listed.surroundings.figures.usable = 0;
    own.answer(listed.txn).fill(listed.txn, listed.answer);

    // Then
    assertThat(other.answer(listed.txn)).isNull();
    assertThat(ready).isEqualTo(200);
    assertThat(listed.answer.status()).isEqualTo(503);
  }

  @Test
  void shouldSendTheAnswerOfAFile() {
    // Given
    final Listed listed = new Listed();
    listed.txn.request(Listed.REQUEST);
    listed.surroundings.pages.put(
        403,
        new Reply(
            OptionalInt.empty(),
            Optional.empty(),
            new Reply.Raw("HTTP/1.0 404 Nothing\nConnection: close\nX-A: b\n\nnothing here"),
            List.of()));
    listed.rules(io.sluice.config.http.RuleKind.HTTP_REQUEST, "deny");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.DENY);
    assertThat(listed.answered())
        .isEqualTo("HTTP/1.1 404 Nothing\nX-A: b\nContent-Length: 12\n\nnothing here");
    assertThat(listed.answer.status()).isEqualTo(404);
  }

  @Test
  void shouldAnswerFiveHundredWhenTheHeadOfAnAnswerWouldBeTooLong() {
    // Given
    final Listed listed =
        Listed.request(
            "set-var(txn.v) req.hdr(x-long)",
            "redirect location /%[var(txn.v)]%[var(txn.v)]%[var(txn.v)]");
    listed.txn.request(Listed.REQUEST.replace("X-One: first", "X-Long: " + "a".repeat(8000)));

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.REDIRECT);
    assertThat(listed.answered())
        .isEqualTo("HTTP/1.1 500 Internal Server Error\nContent-Length: 0\n\n");
  }

  @Test
  void shouldNotLetAnswersBeginLines() {
    // Given
    final Listed listed =
        Listed.request(
            "return status 200 content-type text/plain string x hdr X-A \"%[bin(0d0a582d423a2063)]\"");

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.RETURN);
    assertThat(listed.answered()).contains("X-A: %0D%0AX-B: c\n").doesNotContain("\nX-B");
  }
}
