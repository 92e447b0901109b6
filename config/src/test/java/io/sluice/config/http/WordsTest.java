package io.sluice.config.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.text.BadText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  private static List<String> words(final String text) throws BadText {
    return Words.of(text).stream().map(Word::text).toList();
  }

  @Test
  void shouldCutAtSpacesAndTabs() throws BadText {
    assertThat(words("  set-header\tX-A   b ")).containsExactly("set-header", "X-A", "b");
    assertThat(words("   ")).isEmpty();
    assertThat(words("")).isEmpty();
  }

  @Test
  void shouldReadTheManualsExamplesAsTheSame() throws BadText {
    // Given
    final String format = "%{+Q}o %t %s %{-Q}r";
    // Then
    assertThat(words("log-format %{+Q}o\\ %t\\ %s\\ %{-Q}r")).containsExactly("log-format", format);
    assertThat(words("log-format \"%{+Q}o %t %s %{-Q}r\"")).containsExactly("log-format", format);
    assertThat(words("log-format '%{+Q}o %t %s %{-Q}r'")).containsExactly("log-format", format);
    assertThat(words("log-format \"%{+Q}o %t\"' %s %{-Q}r'")).containsExactly("log-format", format);
    assertThat(words("log-format \"%{+Q}o %t\"' %s'\\ %{-Q}r"))
        .containsExactly("log-format", format);
  }

  @Test
  void shouldKeepWhatIsEscaped() throws BadText {
    assertThat(words("a\\ b \\# \\\\ \\' \\\" \\n\\r\\t\\x41 \"\\$ \\\" ' #\" '\" \\ #'"))
        .containsExactly("a b", "#", "\\", "'", "\"", "\n\r\tA", "$ \" ' #", "\" \\ #");
  }

  @Test
  void shouldKeepABackslashThatEscapesNothing() throws BadText {
    assertThat(words("http://(.*) https://\\1 \"\\d\\.\""))
        .containsExactly("http://(.*)", "https://\\1", "\\d\\.");
  }

  @Test
  void shouldKeepEmptyWordsAndWhereTheyStand() throws BadText {
    assertThat(Words.of("a '' \"\"b"))
        .containsExactly(new Word("a", 0), new Word("", 2), new Word("b", 5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a 'b|2: has an open '; close it, or write \\' for the character",
        "a \"b|2: has an open \"; close it, or write \\\" for the character",
        "a b\\|3: ends with a backslash; write \\\\ for the character",
        "a \\xg0|2: has \\x without two hexadecimal digits; write two digits, such as \\x0a",
        "a \\x0|2: has \\x without two hexadecimal digits; write two digits, such as \\x0a",
        "a #b|2: has a # outside of quotes, which begins a comment; write \\# for the character, or"
            + " the comment outside of the text"
      })
  void shouldSayWhereAQuoteOrEscapeIsWrong(final String text, final String problem) {
    assertThat(Texts.problem(() -> Words.of(text))).isEqualTo(problem);
  }

  @Test
  void shouldRefuseTextsWithoutABound() {
    assertThat(Texts.problem(() -> Words.of("a".repeat(Words.MAX_CHARS + 1))))
        .startsWith("0: is longer than");
  }
}
