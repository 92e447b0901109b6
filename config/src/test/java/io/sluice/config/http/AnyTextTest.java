package io.sluice.config.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.text.BadText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is written, a reader gives a value or says what is wrong with a place in the text. */
class AnyTextTest {
  private static final List<String> PARTS = new ArrayList<>();

  static {
    PARTS.addAll(FetchTable.names());
    PARTS.addAll(ConverterTable.names());
    ActionTable.all().forEach(a -> PARTS.add(a.name()));
    PARTS.addAll(PredefinedAcls.texts().keySet());
    PARTS.addAll(
        List.of(
            " ",
            " ",
            " ",
            " ",
            " ",
            ",",
            ",",
            "(",
            ")",
            "(",
            ")",
            "{",
            "}",
            "!",
            "%",
            "[",
            "]",
            "%[",
            "%{",
            "+Q}",
            "'",
            "\"",
            "\\",
            "#",
            "if",
            "unless",
            "or",
            "||",
            "-m",
            "-i",
            "-f",
            "--",
            "0",
            "1",
            "-1",
            "99999999999999999999",
            ":",
            "gt",
            "eq",
            "str",
            "beg",
            "/",
            ".",
            "txn.a",
            "10.0.0.0/8",
            "::1",
            "table",
            "len",
            "id",
            "status",
            "code",
            "\\x0",
            "\\1",
            "é",
            "\n",
            "\0",
            "a",
            "(a+)+$",
            "(?=a)",
            "{1000}"));
  }

  private static String text(final Random random, final RuleKind kind) {
    final StringBuilder text = new StringBuilder();
    if (random.nextBoolean()) {
      final List<String> names = ActionTable.names(kind);
      text.append(names.get(random.nextInt(names.size()))).append(' ');
    }
    final int parts = random.nextInt(12);
    for (int i = 0; i < parts; i++) {
      text.append(PARTS.get(random.nextInt(PARTS.size())));
      text.append(random.nextInt(3) == 0 ? " " : "");
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource(RuleKind.class)
  void shouldGiveAValueOrSayWhatIsWrong(final RuleKind kind) {
    // Given
    final Random random = new Random(7_919L * kind.name().hashCode());
    final Reading reading = Texts.at(new Place(kind.stage(), true, true));
    int good = 0;
    for (int i = 0; i < 400; i++) {
      final String text = text(random, kind);
      // When
      try {
        final Rule rule = RuleReader.read(kind, text, "f:1", reading);
        // Then
        assertThat(Shown.of(rule)).isNotEmpty();
        good++;
      } catch (final BadText e) {
        assertThat(e.offset()).as(text).isBetween(0, text.length());
        assertThat(e.message()).as(text).isNotBlank();
        assertThat(e.remedy()).as(text).isNotBlank();
      }
    }
    assertThat(good).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void shouldReadAnyConditionFormatAndExpression(final Stage stage) {
    // Given
    final Random random = new Random(104_729L * stage.name().hashCode());
    final Reading reading = Texts.at(new Place(stage, true, true));
    for (int i = 0; i < 100; i++) {
      final String text = text(random, RuleKind.HTTP_REQUEST);
      final List<Texts.Read> readers =
          List.of(
              () -> SampleReader.read(text, 0, reading),
              () -> LogFormatReader.read(text, 0, reading),
              () -> AclReader.read(text, reading),
              () -> ChoiceReader.backend(text, reading),
              () -> ConditionReader.read(text, reading));
      for (final Texts.Read reader : readers) {
        // When
        try {
          // Then
          assertThat(reader.read()).isNotNull();
        } catch (final BadText e) {
          assertThat(e.offset()).as(text).isBetween(0, text.length());
          assertThat(e.remedy()).as(text).isNotBlank();
        }
      }
    }
  }
}
