package io.sluice.config;

import java.util.Optional;

/** A text that does not fit where it stands. Never leaves this package. */
@SuppressWarnings("serial")
final class Unfit extends Exception {
  private final String remedy;

  /**
   * @param why what is wrong, to follow the text itself, such as {@code "has no unit"}
   * @param remedy what to write; null: the key's example
   */
  Unfit(final String why, final String remedy) {
    super(why, null, false, false);
    this.remedy = remedy;
  }

  Optional<String> remedy() {
    return Optional.ofNullable(remedy);
  }
}
