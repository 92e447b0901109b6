package io.sluice.config;

import io.sluice.config.ProbeConfig.StatusRange;
import io.sluice.config.text.BadText;
import java.util.List;
import java.util.Optional;

/** Whether the steps of a check can follow one another. One for each check. */
final class StepOrder {
  private final boolean http;

  /** Whether a request was sent whose answer nothing has been expected of. */
  private boolean unanswered;

  private boolean asked;
  private boolean connected;

  StepOrder(final boolean http) {
    this.http = http;
  }

  void check(final CheckStep step) throws BadText {
    switch (step) {
      case CheckStep.Connect _ -> {
        if (connected && unanswered) {
          throw new BadText(
              0, "connects while an answer is due", "write expect status 200-399 before it");
        }
        connected = true;
        asked = false;
      }
      case CheckStep.Request _ -> {
        if (unanswered) {
          throw new BadText(
              0, "sends while an answer is due", "write expect status 200-399 before it");
        }
        connected = true;
        asked = true;
        unanswered = true;
      }
      case CheckStep.Expect _ -> {
        if (http && !asked) {
          throw new BadText(
              0, "expects an answer to nothing", "write send meth GET uri / before it");
        }
        connected = true;
        unanswered = false;
      }
      case CheckStep.Send _ -> connected = true;
      case CheckStep.SetVar _, CheckStep.UnsetVar _, CheckStep.Comment _ -> {}
    }
  }

  /** What is expected of an answer that nothing is said of, as by HAProxy. */
  Optional<CheckStep> last() {
    return unanswered
        ? Optional.of(
            new CheckStep.Expect(
                new CheckStep.Status(List.of(new StatusRange(200, 399))),
                false,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()))
        : Optional.empty();
  }
}
