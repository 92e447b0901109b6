package io.sluice.health.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.sluice.config.ProbeConfig;
import java.util.List;
import java.util.Optional;

/**
 * What passes an HTTP check. Immutable.
 *
 * @param status codes that pass
 * @param text what the body must hold; empty: any body
 * @param pattern what the body must match somewhere; empty: any body
 */
record HttpExpectation(
    List<ProbeConfig.StatusRange> status, Optional<String> text, Optional<Pattern> pattern) {
  static HttpExpectation of(final ProbeConfig.Http http) {
    final int bytes = http.body().map(text -> text.getBytes(UTF_8).length).orElse(0);
    if (bytes > BodySearch.MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "body of an http check is longer than %d bytes".formatted(BodySearch.MAX_BODY_BYTES));
    }
    return new HttpExpectation(
        http.status(),
        http.body().filter(text -> !text.isEmpty()),
        http.bodyRegex().map(HttpExpectation::pattern));
  }

  private static Pattern pattern(final String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "body-regex of an http check is not an expression of RE2: " + e.getDescription(), e);
    }
  }

  /** Whether there is anything to be found in the body. */
  boolean looksAtBody() {
    return text.isPresent() || pattern.isPresent();
  }

  boolean accepts(final int code) {
    for (final ProbeConfig.StatusRange range : status) {
      if (range.first() <= code && code <= range.last()) {
        return true;
      }
    }
    return false;
  }
}
