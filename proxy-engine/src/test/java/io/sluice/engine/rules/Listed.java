package io.sluice.engine.rules;

import io.sluice.config.http.RuleKind;
import io.sluice.engine.sample.testkit.FakeSurroundings;
import io.sluice.engine.sample.testkit.FakeTransaction;
import io.sluice.engine.sample.testkit.Texts;
import java.util.Arrays;

/** A list of rules, run for a fake exchange. */
final class Listed {
  static final String REQUEST =
      """
      GET /a/b?q=1 HTTP/1.1
      Host: example.com
      X-One: first
      Cookie: c=1

      """;
  static final String RESPONSE =
      """
      HTTP/1.1 200 OK
      Server: s
      Location: http://a/b
      Content-Length: 0

      """;

  final FakeSurroundings surroundings = new FakeSurroundings();
  final FakeTransaction txn = new FakeTransaction(surroundings);
  final RuleRun run = new RuleRun();
  final Answer answer = new Answer();
  private RuleList list = RuleList.NONE;

  static Listed request(final String... rules) {
    final Listed listed = new Listed();
    listed.txn.request(REQUEST);
    return listed.rules(RuleKind.HTTP_REQUEST, rules);
  }

  static Listed response(final String... rules) {
    final Listed listed = new Listed();
    listed.txn.request(REQUEST).response(RESPONSE);
    return listed.rules(RuleKind.HTTP_RESPONSE, rules);
  }

  Listed rules(final RuleKind kind, final String... rules) {
    list =
        new RuleCompiler(surroundings)
            .compile(Arrays.stream(rules).map(r -> Texts.rule(kind, r)).toList(), kind);
    run.begin();
    return this;
  }

  Verdict run() {
    return list.run(txn, run);
  }

  Verdict run(final boolean complete) {
    return list.run(txn, run, complete);
  }

  /** The answer that was decided on, head and body, with line feeds. */
  String answered() {
    run.answer(txn, answer);
    return new String(
            answer.head(), 0, answer.headLength(), java.nio.charset.StandardCharsets.ISO_8859_1)
        .replace("\r\n", "\n")
        .concat(
            new String(
                answer.body(),
                0,
                answer.bodyLength(),
                java.nio.charset.StandardCharsets.ISO_8859_1));
  }
}
