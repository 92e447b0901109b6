package io.sluice.benchmarks.system.figure;

/** Whether a goal was reached. */
public enum Verdict {
  /** On the whole range. */
  REACHED("reached"),
  /** By the median, and not on the whole range. */
  REACHED_NARROWLY("reached, within the spread"),
  /** Nowhere in the range. */
  MISSED("missed"),
  /** By the median, and not on the whole range. */
  MISSED_NARROWLY("missed, within the spread"),
  /** The rounds differ too much, or are too few. */
  UNCLEAR("unclear");

  private final String text;

  Verdict(final String text) {
    this.text = text;
  }

  /** As the table says it. */
  public String text() {
    return text;
  }
}
