package io.sluice.health.sequence;

import io.sluice.config.CheckStep;
import io.sluice.health.CheckText;

/**
 * What is said of a step at which a check ended, in HAProxy's words. Stateless.
 *
 * <p>Source: HAProxy's log, "at step 2 of tcp-check (expect string 'x') comment: 'y'".
 */
final class StepWords {
  private StepWords() {}

  /** Where silence or the end of the connection met the check. */
  static String place(final Run run) {
    final String what =
        run.step()
            .map(step ->
                switch (step) {
                  case CheckStep.Connect connect -> connect(connect);
                  case CheckStep.Send _, CheckStep.Request _ -> " (send)";
                  case CheckStep.Expect expect -> expect(expect.wanted(), run);
                  case CheckStep.Comment _, CheckStep.SetVar _, CheckStep.UnsetVar _ -> "";
                })
            .orElse("");
    return " at step %d of tcp-check%s%s"
        .formatted(run.number(), what, run.comment().map(c -> " comment: '" + c + "'").orElse(""));
  }

  private static String connect(final CheckStep.Connect connect) {
    return connect.port().isPresent()
        ? " (connect port " + connect.port().getAsInt() + ")"
        : " (connect)";
  }

  private static String expect(final CheckStep.Wanted wanted, final Run run) {
    return switch (wanted) {
      case CheckStep.Status _ -> " (expect HTTP status codes)";
      case CheckStep.StatusRegex _ -> " (expect HTTP status regex)";
      case CheckStep.Header _ -> " (expect HTTP header pattern)";
      case CheckStep.Content(_, final boolean binary) when binary -> " (expect binary)";
      case CheckStep.Content(final var text, _) ->
          " (expect string '" + CheckText.quote(run.fill(text)) + "')";
      case CheckStep.ContentRegex(_, final boolean binary) ->
          binary ? " (expect binary regex)" : " (expect regex)";
    };
  }

  /** An answer that is not what was expected. */
  static String mismatch(
      final CheckStep.Expect step, final Received received, final Run run, final boolean http) {
    final String answer =
        http && received.hasHead()
            ? CheckText.quote("HTTP " + received.code() + " " + received.reason()) + ", "
            : "";
    final String content =
        step.negated() ? "TCPCHK matched unwanted content" : "TCPCHK did not match content";
    final String what =
        switch (step.wanted()) {
          case CheckStep.Status _ -> http ? "unexpected status" : content;
          case CheckStep.StatusRegex _ -> "unexpected status";
          case CheckStep.Header _ -> step.negated() ? "unwanted header" : "no such header";
          case CheckStep.Content(_, final boolean binary) when binary -> content + " (binary)";
          case CheckStep.Content(final var text, _) ->
              content + " '" + CheckText.quote(run.fill(text)) + "'";
          case CheckStep.ContentRegex _ -> content + " (regex)";
        };
    return answer
        + what
        + " at step "
        + run.number()
        + run.comment().map(c -> " comment: " + c).orElse("");
  }
}
