package io.sluice.config;

import io.sluice.config.http.BackendHttp.RetryOn;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.Unfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What may be tried again.
 *
 * <p>Source: HAProxy configuration manual, {@code retry-on}.
 */
final class RetryWords {
  private RetryWords() {}

  /** The causes of words with blanks between them, as HAProxy has them on one line. */
  static List<RetryOn> read(final String words) throws Unfit {
    final List<RetryOn> causes = new ArrayList<>();
    for (final String word : words.strip().split("\\s+", -1)) {
      causes.addAll(causesOf(word));
    }
    return causes;
  }

  private static List<RetryOn> causesOf(final String word) throws Unfit {
    return switch (word) {
      case "none" -> List.of();
      case "all-retryable-errors" ->
          List.of(
              RetryOn.CONN_FAILURE,
              RetryOn.EMPTY_RESPONSE,
              RetryOn.JUNK_RESPONSE,
              RetryOn.RESPONSE_TIMEOUT,
              RetryOn.STATUS_500,
              RetryOn.STATUS_502,
              RetryOn.STATUS_503,
              RetryOn.STATUS_504);
      case "0rtt-rejected" -> List.of();
      default -> List.of(cause(word));
    };
  }

  private static RetryOn cause(final String word) throws Unfit {
    final List<String> known = new ArrayList<>(List.of("none", "all-retryable-errors"));
    for (final RetryOn cause : RetryOn.values()) {
      final String name =
          cause.name().toLowerCase(Locale.ROOT).replace("status_", "").replace('_', '-');
      if (name.equals(word)) {
        return cause;
      }
      known.add(name);
    }
    throw new Unfit("is not known here", Nearest.remedy(word, known));
  }
}
