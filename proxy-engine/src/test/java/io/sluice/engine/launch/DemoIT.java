package io.sluice.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Installed;
import io.sluice.engine.testkit.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The script without arguments, as someone meets it first. */
class DemoIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void shouldServeInTurnShowAServerFailAndRecoverAndStopCleanly() {
    try (var demo = new Installed()) {
      // When
      demo.start(Map.of("SLUICE_JAVA_OPTS", "-Dsluice.demo.mood=3"));
      // Then: what it prints is what there is.
      String frontend = url(demo, "three HTTP servers");
      String metrics = url(demo, "what it counts");
      demo.log().await("Ctrl-C stops");
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(sixAnswers(frontend)).containsSubsequence("a", "b", "c"));
      String down = demo.log().await("server web/c is DOWN");
      assertThat(down).contains("L7STS").contains("503");
      assertThat(sixAnswers(frontend)).containsOnly("a", "b");
      assertThat(get(metrics))
          .contains("sluice_server_status{proxy=\"web\",server=\"c\",state=\"DOWN\"} 1");
      int mark = demo.log().mark();
      assertThat(demo.log().await(mark, "server web/c is UP")).contains("L7OK");
      String ready = metrics.replace("/metrics", "/readyz");
      await().atMost(SOON).untilAsserted(() -> assertThat(get(ready)).contains("ok"));

      // When
      demo.signal("INT");

      // Then
      assertThat(demo.awaitExit(SOON)).isZero();
      assertThat(demo.log().lines("stopped")).hasSize(1);
      assertThat(demo.log().lines("^\\s+at |Exception|ERROR")).isEmpty();
    }
  }

  private static String url(Installed demo, String what) {
    return demo.log().await("http://.*" + what).strip().split("\\s+", 2)[0];
  }

  private static List<String> sixAnswers(String frontend) {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(get(frontend).replace("server ", "").strip());
    }
    return answers;
  }

  private static String get(String url) {
    return Tool.run("curl", "-sS", "--max-time", "10", url).assertOk().output();
  }
}
