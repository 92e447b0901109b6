package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reference for operators says of every key what the reader knows of it, and of no other. With
 * {@code -Dreference.write} the tables of the reference are written anew.
 */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("..", "docs", "configuration.md");
  private static final String HEAD =
      "| Key | Default | Unit | Example | Meaning |\n|---|---|---|---|---|\n";
  private static final Pattern KEY = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```hocon\n(.*?)```");

  static List<Table> tables() {
    final List<Table> tables = new ArrayList<>(List.of(RootKeys.TABLE));
    tables.addAll(ProxyKeys.TABLES);
    return tables;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void shouldSayOfEachKeyItsDefaultUnitAndExample(final Table table) throws IOException {
    // Given
    final String reference = Files.readString(REFERENCE);
    final int[] place = place(reference, table);
    // When
    final String stated = reference.substring(place[0], place[1]);
    // Then
    if (System.getProperty("reference.write") != null) {
      Files.writeString(
          REFERENCE,
          reference.substring(0, place[0]) + rows(table) + reference.substring(place[1]));
    } else {
      assertThat(stated).isEqualTo(rows(table));
    }
  }

  @Test
  void shouldNameNoOtherKey() throws IOException {
    // Given
    final Set<String> known =
        tables().stream()
            .flatMap(t -> t.names().stream())
            .collect(java.util.stream.Collectors.toSet());
    // When
    final Stream<String> named =
        KEY.matcher(Files.readString(REFERENCE)).results().map(m -> m.group(1));
    // Then
    assertThat(named).isNotEmpty().allMatch(known::contains);
  }

  @Test
  void shouldHaveOneTableForEachSection() throws IOException {
    assertThat(Files.readString(REFERENCE).split(Pattern.quote(HEAD), -1))
        .hasSize(tables().size() + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"configuration.md", "discovery.md", "rules.md"})
  void shouldShowOnlyExamplesThatAreValid(final String document) throws IOException {
    // Given
    final Matcher examples = EXAMPLE.matcher(Files.readString(REFERENCE.resolveSibling(document)));
    int count = 0;
    while (examples.find()) {
      // When
      final ReadResult result = HoconReader.readText("example", examples.group(1), Extensions.NONE);
      // Then
      assertThat(result).as(examples.group(1)).isInstanceOf(ReadResult.Valid.class);
      assertThat(((ReadResult.Valid) result).warnings()).as(examples.group(1)).isEmpty();
      count++;
    }
    assertThat(count).isGreaterThan(1);
  }

  private static String rows(final Table table) {
    final StringBuilder rows = new StringBuilder(HEAD);
    table.keys().stream()
        .filter(k -> !table.equals(ServerKeys.LISTED) || ServerKeys.SERVER.key(k.name()).isEmpty())
        .forEach(k ->
            rows.append(
                "| `%s` | %s | %s | `%s` | %s |%n"
                    .formatted(k.name(), k.defaultText(), k.unit(), k.sample(), k.description())));
    return rows.toString();
  }

  /** From the first to behind the last row of the table below the section's heading. */
  private static int[] place(final String reference, final Table table) {
    final String heading =
        "# " + (table.path().isEmpty() ? "Top level" : "`" + table.path() + "`") + "\n";
    final int at = reference.indexOf(heading);
    assertThat(at).as("a heading %s", heading).isPositive();
    final int start = reference.indexOf("| Key |", at);
    final int next = reference.indexOf("\n#", at);
    assertThat(start)
        .as("a table below %s", heading)
        .isBetween(at, next < 0 ? Integer.MAX_VALUE : next);
    int end = start;
    while (end < reference.length() && reference.charAt(end) == '|') {
      end = reference.indexOf('\n', end) + 1;
    }
    return new int[] {start, end};
  }
}
