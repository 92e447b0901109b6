package io.sluice.backends.stick;

/**
 * Where something that happens is counted: its total, its rate, either or none.
 *
 * @param total the column of the total; {@link StickTable#NOT_STORED}: not stored
 * @param rate the column of the rate; {@link StickTable#NOT_STORED}: not stored
 */
public record StickCounter(int total, int rate) {
  /** Whether the table keeps neither, so that counting is in vain. */
  public boolean isEmpty() {
    return total < 0 && rate < 0;
  }
}
