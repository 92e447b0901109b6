package io.sluice.engine.sample.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.sample.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralStartTest {
  private static final String[] TEXTS = {
    "",
    "a",
    "b",
    "ab",
    "abc",
    "abbc",
    "ac",
    "xabc",
    "xab",
    "a.b",
    "axb",
    "ABC",
    "xABc",
    "a+b",
    "aab",
    "ab\nab",
    "/v3/servers",
    "/V3",
    "/v",
    "a|b",
    "^a",
    "\u00e9a",
    "aaab"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc", "^abc", "ab*c", "^ab*c", "ab?", "a+b", "^a+b", "a\\.b", "a.b", "^/v[0-9]+/", "(a)b",
        "a|b", "^a|b$", "a{2}b", "ab{0}c", "\\bab", "\\Aab", "(?i)abc", "^(?i)abc", "\\^a", "$",
            "^$",
        "a$", "", "[a]b", "\\x61b", "a\\+b", "\\Qa+b\\E"
      })
  void shouldRuleOutNothingThatTheExpressionFinds(final String expression) {
    for (final boolean ignoreCase : new boolean[] {false, true}) {
      // Given
      final Regex regex = Regex.of(expression, ignoreCase);
      final var plain =
          com.google.re2j.Pattern.compile(
              expression, ignoreCase ? com.google.re2j.Pattern.CASE_INSENSITIVE : 0);
      for (final String text : TEXTS) {
        final byte[] bytes = Bytes.latin("<" + text + ">");

        // When
        final boolean found = regex.find(bytes, 1, text.length());

        // Then
        assertThat(found).as(expression + " in " + text).isEqualTo(plain.matcher(text).find());
      }
    }
  }
}
