package io.sluice.engine.admin;

import static io.sluice.engine.admin.Samples.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.AdminState;
import io.sluice.backends.Health;
import io.sluice.engine.stats.Stats;
import io.sluice.engine.stats.Stats.BackendStats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** docs/metrics.md and the metrics there are, held together. */
class MetricsDocTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `((?:sluice|jvm|process|system)_[a-z0-9_]+)` \\| ([a-z]+) \\| \\S.*\\|$",
          Pattern.MULTILINE);

  private final Metrics metrics =
      new Metrics(() -> {
        final Stats plain = Samples.stats(server("s1", Health.UP, AdminState.READY));
        final Stats cluster = Samples.cluster();
        final List<BackendStats> backends = new ArrayList<>(plain.backends());
        backends.addAll(cluster.backends());
        return new Stats(plain.process(), plain.frontends(), backends, cluster.writers())
            .withTables(List.of(new Stats.TableStats("clients", 100, 1)));
      });

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void shouldDocumentEveryMetricWithItsType() throws IOException {
    // Given
    final Map<String, String> documented = documented();
    // When
    final Map<String, String> shown = shown();
    // Then
    assertThat(documented).containsAllEntriesOf(shown);
  }

  @Test
  void shouldShowEveryMetricThatIsDocumented() throws IOException {
    // Given
    final Map<String, String> shown = shown();
    // When
    final Map<String, String> documented = documented();
    // Then
    documented.keySet().removeIf(MetricsDocTest::dependsOnCollector);
    assertThat(shown).containsAllEntriesOf(documented);
    assertThat(documented).hasSizeGreaterThan(60);
  }

  /** Some are there from the first collection on, or with some collectors only. */
  private static boolean dependsOnCollector(final String name) {
    return name.startsWith("jvm_gc_");
  }

  private Map<String, String> shown() {
    return Exposition.parse(
            new String(metrics.render(ScrapeFormat.PROMETHEUS), StandardCharsets.UTF_8))
        .types();
  }

  private static Map<String, String> documented() throws IOException {
    final Map<String, String> types = new TreeMap<>();
    final Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      assertThat(types.put(row.group(1), row.group(2))).as("two rows of " + row.group(1)).isNull();
    }
    return types;
  }
}
