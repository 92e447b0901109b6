package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Messages;
import io.sluice.engine.testkit.ToldCheck;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log says of each change that checks find, and of no other run. */
class LogHealthChecksIT {
  private static final String NAME = "log-health-checks";

  private final Messages messages = new Messages();

  @AfterEach
  void close() {
    messages.close();
  }

  private static LiveProxy start(final String options) {
    ToldCheck.find(NAME, ToldCheck.GOOD);
    return LiveProxy.start(
        """
        backend.out {
          check { type = told, options { name = %s }, inter = 20ms, rise = 2, fall = 3 }
          %s
          servers.s = "127.0.0.1:1"
        }
        frontend.in { bind = "127.0.0.1:0", backend = out }
        """
            .formatted(NAME, options));
  }

  private List<String> lines(final String part) {
    return messages.lines().stream().filter(line -> line.contains(part)).toList();
  }

  private void awaitRuns() {
    final int before = ToldCheck.runs(NAME);
    Until.isTrue("it runs on", () -> ToldCheck.runs(NAME) > before + 5);
  }

  private void turn() {
    Until.isTrue("up", () -> lines("out/s is UP").size() == 1);
    ToldCheck.find(NAME, ToldCheck.BAD);
    Until.isTrue("down", () -> lines("out/s is DOWN").size() == 1);
    awaitRuns();
    ToldCheck.find(NAME, ToldCheck.GOOD);
    Until.isTrue("up again", () -> lines("out/s is UP").size() == 2);
    awaitRuns();
  }

  @Test
  void shouldLogEachStepAndNoRunThatChangesNothing() {
    try (LiveProxy _ = start("log-health-checks = on")) {
      // When
      turn();
      // Then
      assertThat(lines("health check of server out/s"))
          .containsExactly(
              "INFO health check of server out/s succeeded: L7OK fine, 0 ms; 3/3 UP",
              "INFO health check of server out/s failed: L7RSP bad, 0 ms; 2/3 UP",
              "INFO health check of server out/s failed: L7RSP bad, 0 ms; 1/3 UP",
              "INFO health check of server out/s failed: L7RSP bad, 0 ms; 0/2 DOWN",
              "INFO health check of server out/s succeeded: L7OK fine, 0 ms; 1/2 DOWN",
              "INFO health check of server out/s succeeded: L7OK fine, 0 ms; 3/3 UP");
    }
  }

  @Test
  void shouldLogVerdictsAloneUnlessAsked() {
    try (LiveProxy _ = start("")) {
      // When
      turn();
      // Then
      assertThat(lines("health check of server")).isEmpty();
    }
  }
}
