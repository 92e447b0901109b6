package io.sluice.backends;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.BackendConfig;
import io.sluice.config.BalanceConfig;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/balancing.md shows is what is compiled and read here. */
class BalancingDocumentTest {
  private static final Balancers BALANCERS = Balancers.load();
  private static final Path DOCUMENT = Path.of("..", "docs", "balancing.md");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```\\w*\n(.*?)^```$");

  @Test
  void shouldShowTheClassThatIsCompiled() throws IOException {
    // Given
    final Path compiled = Path.of("src", "test", "java", "com", "example", "balance", "Stay.java");

    // When
    final String shown = fenced().get(1);

    // Then
    assertThat(shown).isEqualTo(Files.readString(compiled));
  }

  @Test
  void shouldShowTheServicesEntryThatIsLoaded() throws IOException {
    // Given
    final Path entry =
        Path.of("src", "test", "resources", "META-INF", "services")
            .resolve(BalancerFactory.class.getName());

    // When
    final String shown = fenced().get(2);

    // Then
    assertThat(shown).isEqualTo(Files.readString(entry));
  }

  @Test
  void shouldShowAConfigurationThatTakesTheClass() throws IOException {
    // When
    final BackendConfig config = read("db", fenced().get(3));

    // Then
    assertThat(config.balance())
        .isEqualTo(new BalanceConfig.Custom("stay", Map.of("start", "db2")));
    assertThat(new Backend(config, BALANCERS, 0).servers()).hasSize(2);
  }

  @Test
  void shouldShowAConfigurationWithWhatItTellsOf() throws IOException {
    // When
    final BackendConfig config = read("keystone", fenced().get(0));

    // Then
    assertThat(config.balance()).isEqualTo(new BalanceConfig.LeastConn());
    assertThat(new Backend(config, BALANCERS, 0).servers()).hasSize(3);
  }

  private static BackendConfig read(final String backend, final String text) {
    final String frontend = "frontend.f { bind = \"127.0.0.1:0\", backend = " + backend + " }\n";
    final Extensions extensions = new Extensions(BALANCERS.names(), Set.of());
    final ReadResult result = HoconReader.readText("balancing.md", frontend + text, extensions);
    assertThat(result).isInstanceOf(ReadResult.Valid.class);
    return ((ReadResult.Valid) result).config().backends().getFirst();
  }

  private static List<String> fenced() throws IOException {
    return FENCED
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
