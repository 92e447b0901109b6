package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;
import io.sluice.config.text.Unfit;
import io.sluice.config.text.Units;
import java.time.Duration;

/** Numbers in rules. */
final class Quantities {
  private Quantities() {}

  /** A duration of more than 0; a number alone is milliseconds. */
  static Duration duration(final Word word) throws BadText {
    try {
      final Duration duration = Units.duration(word.text());
      if (duration.isZero()) {
        throw new Unfit("is no time at all", "write a duration of more than 0, such as 10s");
      }
      return duration;
    } catch (final Unfit e) {
      throw bad(word, e, "write a duration, such as 10s");
    }
  }

  /** A size in bytes. */
  static long bytes(final Word word) throws BadText {
    try {
      return Units.bytes(word.text());
    } catch (final Unfit e) {
      throw bad(word, e, "write a size, such as 16k");
    }
  }

  /** A whole number within bounds. */
  static int integer(final Word word, final int min, final int max) throws BadText {
    final boolean fits =
        word.text().matches("[0-9]{1,9}")
            && Integer.parseInt(word.text()) >= min
            && Integer.parseInt(word.text()) <= max;
    if (!fits) {
      throw new BadText(
          word.offset(),
          OneLine.quoted(word.text()) + " is not a number from " + min + " to " + max,
          "write one, such as " + min);
    }
    return Integer.parseInt(word.text());
  }

  private static BadText bad(final Word word, final Unfit e, final String remedy) {
    return new BadText(
        word.offset(),
        OneLine.quoted(word.text()) + " " + e.getMessage(),
        e.remedy().orElse(remedy));
  }
}
