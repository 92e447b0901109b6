package io.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.check.Greeting;
import io.sluice.config.CheckConfig;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ProbeConfig;
import io.sluice.config.ReadResult;
import io.sluice.config.ServerConfig;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/health-checks.md shows is what is compiled, read and run here. */
class HealthChecksDocumentIT {
  private static final Path DOCUMENT = Path.of("..", "docs", "health-checks.md");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```\\w*\n(.*?)^```$");

  @Test
  void shouldShowAConfigurationWithWhatItTellsOf() throws IOException {
    // When
    final List<CheckConfig> checks = checks("keystone", fenced().get(0));

    // Then
    assertThat(checks).hasSize(2);
    final CheckConfig check = checks.getFirst();
    assertThat(check.inter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(check.fastinter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(check.downinter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(check.probe()).isInstanceOf(ProbeConfig.Http.class);
    assertThat(Checks.load().create(check.probe())).isNotNull();
  }

  @Test
  void shouldShowTheClassThatIsCompiled() throws IOException {
    // Given
    final Path compiled =
        Path.of("src", "test", "java", "com", "example", "check", "Greeting.java");

    // Then
    assertThat(fenced().get(1)).isEqualTo(Files.readString(compiled));
  }

  @Test
  void shouldShowTheServicesEntryThatIsLoaded() throws IOException {
    // Given
    final Path entry =
        Path.of("src", "test", "resources", "META-INF", "services")
            .resolve(CheckFactory.class.getName());

    // Then
    assertThat(fenced().get(2)).isEqualTo(Files.readString(entry));
    assertThat(fenced().get(2)).isEqualTo(Greeting.class.getName() + "\n");
  }

  @Test
  void shouldRunTheCheckThatIsShownAsItIsConfigured() throws Exception {
    // Given
    final CheckConfig check = checks("mail", fenced().get(3)).getFirst();
    try (CheckLab lab = new CheckLab();
        FakeServer good = new FakeServer(greet("220 mail.example ESMTP\r\n"));
        FakeServer bad = new FakeServer(greet("554 go away\r\n"));
        FakeServer endless = new FakeServer(greet("2".repeat(5000)))) {
      // When
      final CheckResult passed = lab.run(check.probe(), good.address());
      final CheckResult failed = lab.run(check.probe(), bad.address());
      final CheckResult cut = lab.run(check.probe(), endless.address());

      // Then
      assertThat(passed.status()).isEqualTo(CheckStatus.L7OK);
      assertThat(passed.detail()).isEqualTo("220 mail.example ESMTP");
      assertThat(failed.status()).isEqualTo(CheckStatus.L7RSP);
      assertThat(failed.detail()).isEqualTo("554 go away");
      assertThat(cut.status()).isEqualTo(CheckStatus.L7RSP);
    }
  }

  @Test
  void shouldRefuseOptionsThatTheCheckShownDoesNotHave() {
    assertThatThrownBy(
            () -> Checks.load().create(new ProbeConfig.Custom("greeting", Map.of("end", "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("start");
  }

  private static FakeServer.Script greet(final String line) {
    return socket -> {
      Scripts.send(socket, line);
      Scripts.drain(socket);
    };
  }

  private static List<CheckConfig> checks(final String backend, final String text) {
    final String frontend = "frontend.f { bind = \"127.0.0.1:0\", backend = " + backend + " }\n";
    final Extensions extensions = new Extensions(Set.of(), Checks.load().types());
    final ReadResult result = HoconReader.readText("health.md", frontend + text, extensions);
    assertThat(result).isInstanceOf(ReadResult.Valid.class);
    return ((ReadResult.Valid) result)
        .config().backends().getFirst().servers().stream()
            .map(ServerConfig::check)
            .map(check -> check.orElseThrow())
            .toList();
  }

  private static List<String> fenced() throws IOException {
    return FENCED
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
