package io.sluice.config;

import io.sluice.config.LogLines.Style;
import java.util.Map;
import java.util.Optional;

/** Reads what lines of a frontend look like, where that is a word and no format. */
final class LogLinesReader {
  static final Key<Boolean> SEPARATE_ERRORS =
      new Key<>(
          "log-separate-errors",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Sends lines that tell of an error to syslog as `err`, and not as `info` (HAProxy `option"
              + " log-separate-errors`).");

  private static final Map<String, Style> WORDS =
      Map.of("tcplog", Style.TCP, "httplog", Style.HTTP, "json", Style.JSON);

  private LogLinesReader() {}

  /** Whether it is one of the words that stand for a whole format. */
  static boolean isWord(final RuleText format) {
    return WORDS.containsKey(format.text().strip());
  }

  /**
   * Reads.
   *
   * @param section where the format may stand
   * @param layers the same, with {@code defaults} behind it
   */
  static LogLines read(
      final Section section, final Layers layers, final boolean http, final Problems problems) {
    final Optional<Style> own = section.get(HttpKeys.LOG_FORMAT).flatMap(LogLinesReader::style);
    if (own.equals(Optional.of(Style.HTTP)) && !http) {
      problems.error(
          section.origin(HttpKeys.LOG_FORMAT),
          section.path() + ".log-format: httplog is of HTTP, which mode tcp does not read",
          "write mode = http, or log-format = tcplog");
    }
    final Style style =
        layers
            .get(HttpKeys.LOG_FORMAT)
            .flatMap(LogLinesReader::style)
            // What defaults say of HTTP is not for a tcp proxy, and no mistake.
            .filter(s -> http || s != Style.HTTP)
            .orElse(Style.MODE);
    return new LogLines(style, layers.get(SEPARATE_ERRORS).orElse(false));
  }

  private static Optional<Style> style(final RuleText text) {
    return Optional.ofNullable(WORDS.get(text.text().strip()));
  }
}
