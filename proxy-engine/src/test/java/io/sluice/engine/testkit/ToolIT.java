package io.sluice.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolIT {
  @Test
  void shouldCatchOutputAndExitCode() {
    // When
    var result = Tool.run("sh", "-c", "echo out; echo err >&2; exit 7");
    // Then
    assertThat(result.exit()).isEqualTo(7);
    assertThat(result.output().lines()).containsExactlyInAnyOrder("out", "err");
    assertThatThrownBy(result::assertOk)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("err");
  }

  @Test
  void shouldGiveTheEnvironment() {
    var result =
        Tool.run(Duration.ofSeconds(10), Map.of("WORD", "sluice"), "sh", "-c", "echo $WORD");
    assertThat(result.assertOk().output()).isEqualTo("sluice");
  }

  @Test
  void shouldKillWhatTakesTooLong() {
    var begin = System.nanoTime();
    assertThatThrownBy(() -> Tool.run(Duration.ofMillis(200), Map.of(), "sleep", "60"))
        .isInstanceOf(AssertionError.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void shouldNameTheRemedyWhenAProgramIsMissing() {
    assertThatThrownBy(() -> Tool.run("no-such-program")).hasMessageContaining("run ./check");
  }

  @Test
  void shouldNotOutliveItsParentWhenThatIsKilled() {
    // A shell in the place of this JVM: it starts a child in the same way, and is killed.
    String child = "setpriv --pdeathsig KILL sh -c 'echo runs; exec sleep 60'";
    try (var folder = TempFolder.create("parent");
        var parent = Child.start(folder.path(), Map.of(), List.of("sh", "-c", child + " & wait"))) {
      parent.log().await("runs");
      // When
      parent.kill9();
      // Then
      // The child has the other end of the log's pipe until it ends.
      assertThatCode(() -> parent.log().awaitEnd(Duration.ofSeconds(20)))
          .doesNotThrowAnyException();
    }
  }
}
