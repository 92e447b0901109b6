package io.sluice.engine.sample;

/**
 * Bytes of a body, or of a connection that is not HTTP, that are buffered while rules look at them.
 * Filled by its owner, which is the exchange's worker.
 */
public final class Payload {
  private static final byte[] NOTHING = new byte[0];

  /** Where they are. */
  public byte[] bytes = NOTHING;

  /** Where they begin. */
  public int offset;

  /** How many are there. */
  public int length;

  /** Whether these are all that will come. */
  public boolean whole;

  /** Whether no more fits. */
  public boolean full;

  /** Nothing is there. */
  public void clear() {
    bytes = NOTHING;
    offset = 0;
    length = 0;
    whole = false;
    full = false;
  }
}
