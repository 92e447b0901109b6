package io.sluice.config;

import io.sluice.config.http.Regex;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Unfit;

/** The type of keys that hold a regular expression. */
final class Expressions {
  static final int MAX_CHARS = Regex.MAX_CHARS;
  static final int MAX_INSTRUCTIONS = Regex.MAX_INSTRUCTIONS;

  private Expressions() {}

  static KeyType<String> re2() {
    return KeyType.scalar(text -> {
      try {
        Regex.check(text, 0);
        return text;
      } catch (final BadText e) {
        throw new Unfit(e.message(), text.isEmpty() ? null : e.remedy());
      }
    });
  }
}
