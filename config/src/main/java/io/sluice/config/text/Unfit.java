package io.sluice.config.text;

import java.util.Optional;

/** A text that does not fit where it stands. */
@SuppressWarnings("serial")
public final class Unfit extends Exception {
  private final String remedy;

  /**
   * @param why what is wrong, to follow the text itself, such as {@code "has no unit"}
   * @param remedy what to write; null: the key's example
   */
  public Unfit(final String why, final String remedy) {
    super(why, null, false, false);
    this.remedy = remedy;
  }

  public Optional<String> remedy() {
    return Optional.ofNullable(remedy);
  }
}
