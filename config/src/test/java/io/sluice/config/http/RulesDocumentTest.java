package io.sluice.config.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.text.BadText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The document of rules names every action, variable, fetch and converter, and its examples are
 * right. With {@code -Dreference.write} its tables are written anew, but for the sentences that say
 * what fetches and converters are.
 */
class RulesDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "rules.md");

  /** What an argument is in an example. */
  private static final Map<Arg.Kind, String> VALUES =
      Map.ofEntries(
          Map.entry(Arg.Kind.TEXT, "x"),
          Map.entry(Arg.Kind.INT, "1"),
          Map.entry(Arg.Kind.TABLE, "clients"),
          Map.entry(Arg.Kind.BACKEND, "app"),
          Map.entry(Arg.Kind.FRONTEND, "web"),
          Map.entry(Arg.Kind.SERVER, "app/a"),
          Map.entry(Arg.Kind.USERLIST, "staff"),
          Map.entry(Arg.Kind.VAR, "txn.v"),
          Map.entry(Arg.Kind.REGEX, "^a+"),
          Map.entry(Arg.Kind.FILE, "/etc/sluice/hosts.map"),
          Map.entry(Arg.Kind.IP4, "192.0.2.1"),
          Map.entry(Arg.Kind.IP6, "2001:db8::1"),
          Map.entry(Arg.Kind.MASK4, "24"),
          Map.entry(Arg.Kind.MASK6, "64"),
          Map.entry(Arg.Kind.OPERAND, "2"),
          Map.entry(Arg.Kind.REQUEST_SLOT, "0"),
          Map.entry(Arg.Kind.RESPONSE_SLOT, "0"));

  /** Something that gives what a converter takes. */
  private static final Map<SampleType, String> SOURCES =
      Map.of(
          SampleType.BOOL, "ssl_fc",
          SampleType.SINT, "int(6)",
          SampleType.IPV4, "src",
          SampleType.IPV6, "src",
          SampleType.ADDR, "src",
          SampleType.STR, "str(x)",
          SampleType.BIN, "bin(0d0a)",
          SampleType.METH, "method",
          SampleType.ANY, "src");

  enum Part {
    ACTIONS("| action | lists |\n|---|---|\n"),
    VARIABLES("| variable | is |\n|---|---|\n");

    private final String head;

    Part(final String head) {
      this.head = head;
    }

    private String rows() {
      return switch (this) {
        case ACTIONS ->
            ActionTable.all().stream()
                .map(a -> "| `" + a.usage().replace("|", "\\|") + "` | " + lists(a) + " |\n")
                .collect(Collectors.joining());
        case VARIABLES ->
            LogVariables.names().stream()
                .map(v -> "| `%" + v + "` | " + LogVariables.meaning(v) + " |\n")
                .collect(Collectors.joining());
      };
    }
  }

  /** Tables whose rows have a sentence that is written by hand, in groups that are too. */
  enum Described {
    FETCHES("## Sample fetches\n"),
    CONVERTERS("## Converters\n");

    private static final Pattern ROW = Pattern.compile("\\| `([^`(]+).*");
    private static final Pattern CELL = Pattern.compile("(?<!\\\\)\\|");
    private static final int MEANING = 4;

    private final String heading;

    Described(final String heading) {
      this.heading = heading;
    }

    private List<String> names() {
      return switch (this) {
        case FETCHES -> FetchTable.all().stream().map(FetchTable.Fetch::name).toList();
        case CONVERTERS ->
            ConverterTable.all().stream().map(ConverterTable.Converter::name).toList();
      };
    }

    /** The rows that there are, by what they describe. */
    private Map<String, String> rows(final String document) {
      final int start = document.indexOf(heading) + heading.length();
      final int end = document.indexOf("\n## ", start);
      return document
          .substring(start, end < 0 ? document.length() : end)
          .lines()
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .collect(Collectors.toMap(row -> row.group(1), row -> row.group()));
    }

    /** A row as it is to be, with the sentence that it has. */
    private String right(final String name, final String row) {
      final String[] cells = CELL.split(row, -1);
      final String meaning = cells.length > MEANING ? cells[MEANING].strip() : "";
      return switch (this) {
        case FETCHES -> fetch(FetchTable.fetch(name).orElseThrow(), meaning);
        case CONVERTERS -> converter(ConverterTable.converter(name).orElseThrow(), meaning);
      };
    }

    private static String fetch(final FetchTable.Fetch fetch, final String meaning) {
      return "| `%s` | %s | %s%s | %s | `%s` |"
          .formatted(
              FetchTable.usage(fetch.name()).replace("|", "\\|"),
              type(fetch.type()),
              fetch.scope().name().toLowerCase(Locale.ROOT),
              fetch.http() ? ", http" : "",
              meaning,
              example(fetch.name(), FetchTable.signature(fetch.name())));
    }

    private static String converter(
        final ConverterTable.Converter converter, final String meaning) {
      return "| `%s` | %s | %s | %s | `%s` |"
          .formatted(
              ConverterTable.usage(converter.name()).replace("|", "\\|"),
              type(converter.in()),
              type(converter.out()),
              meaning,
              example(converter));
    }
  }

  private static String lists(final ActionTable.Entry action) {
    return action.kinds().stream()
        .sorted()
        .map(k -> "`" + k.shown() + "`")
        .collect(Collectors.joining(", "));
  }

  private static String type(final SampleType type) {
    return type.shown().replaceFirst("^an? ", "");
  }

  private static String example(final String name, final Signature signature) {
    final List<String> values =
        signature.args().stream()
            .filter(a -> !a.optional())
            .map(a -> a.kind() == Arg.Kind.WORD ? a.words().getFirst() : VALUES.get(a.kind()))
            .toList();
    return name.equals("bin")
        ? "bin(0d0a)"
        : values.isEmpty() ? name : name + "(" + String.join(",", values) + ")";
  }

  private static String example(final ConverterTable.Converter converter) {
    return SOURCES.get(converter.in())
        + ","
        + example(converter.name(), ConverterTable.signature(converter.name()));
  }

  private static Place place(final FetchTable.Fetch fetch) {
    final Place request = new Place(Stage.USE_SERVER, true, true);
    return fetch.scope().fits(request) ? request : new Place(Stage.RESPONSE, true, true);
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void shouldListAllThereIs(final Part part) throws IOException {
    // Given
    final String document = Files.readString(DOCUMENT);
    final int start = document.indexOf(part.head) + part.head.length();
    int end = start;
    while (end < document.length() && document.charAt(end) == '|') {
      end = document.indexOf('\n', end) + 1;
    }
    // Then
    assertThat(start).isGreaterThan(part.head.length());
    if (System.getProperty("reference.write") != null) {
      Files.writeString(
          DOCUMENT, document.substring(0, start) + part.rows() + document.substring(end));
    } else {
      assertThat(document.substring(start, end)).isEqualTo(part.rows());
    }
  }

  @ParameterizedTest
  @EnumSource(Described.class)
  void shouldSayWhatEachIs(final Described part) throws IOException {
    // Given
    String document = Files.readString(DOCUMENT);
    final Map<String, String> rows = part.rows(document);
    // Then
    assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(part.names());
    for (final Map.Entry<String, String> row : rows.entrySet()) {
      final String right = part.right(row.getKey(), row.getValue());
      assertThat(right).as(row.getKey()).doesNotContain("|  |");
      document = document.replace(row.getValue() + "\n", right + "\n");
    }
    if (System.getProperty("reference.write") != null) {
      Files.writeString(DOCUMENT, document);
    } else {
      assertThat(Files.readString(DOCUMENT)).isEqualTo(document);
    }
  }

  @Test
  void shouldShowExamplesThatCanBeRead() throws BadText {
    for (final FetchTable.Fetch fetch : FetchTable.all()) {
      final String example = example(fetch.name(), FetchTable.signature(fetch.name()));
      final SampleExpr read = SampleReader.read(example, 0, Texts.at(place(fetch)));
      assertThat(read.fetch().name()).isEqualTo(fetch.name());
      assertThat(read.type()).isEqualTo(fetch.type());
    }
    for (final ConverterTable.Converter converter : ConverterTable.all()) {
      final SampleExpr read = SampleReader.read(example(converter), 0, Texts.at(Texts.REQUEST));
      assertThat(read.converters().getFirst().name()).isEqualTo(converter.name());
    }
  }

  @Test
  void shouldShowEachActionOnce() throws IOException {
    // Given
    final String document = Files.readString(DOCUMENT);
    // Then
    for (final ActionTable.Entry action : ActionTable.all()) {
      assertThat(document).containsPattern("\"" + action.name() + "[ (\"]");
    }
  }
}
