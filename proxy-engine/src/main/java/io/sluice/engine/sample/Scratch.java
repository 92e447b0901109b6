package io.sluice.engine.sample;

/**
 * What a worker needs while it evaluates expressions: a sample, two buffers that converters write
 * to in turn, and one for finished texts. Confined to its worker; shared by all its exchanges,
 * since an evaluation never waits in its middle.
 */
public final class Scratch {
  /** No value gets longer; a converter that would need more gives no sample. */
  public static final int MOST_BYTES = 64 * 1024;

  private static final int FIRST_BYTES = 4096;

  private final Sample sample = new Sample();
  private final Sample second = new Sample();
  private final Output output = new Output(MOST_BYTES);
  private final Output value = new Output(MOST_BYTES);
  private final Output otherValue = new Output(MOST_BYTES);
  private byte[] one = new byte[FIRST_BYTES];
  private byte[] other = new byte[FIRST_BYTES];
  private byte[] beside = new byte[64];
  private boolean complete = true;

  /** The value at hand. */
  public Sample sample() {
    return sample;
  }

  /** A value beside it. */
  public Sample second() {
    return second;
  }

  /** Where a format is written to. */
  public Output output() {
    return output;
  }

  /** Where something is put together that the sample's bytes are part of; empty. */
  @SuppressWarnings("ReferenceEquality") // Which of the two it is, not what is in it.
  public Output value(final Sample current) {
    final Output free = current.bytes() == value.bytes() ? otherValue : value;
    free.clear();
    return free;
  }

  /**
   * A buffer that does not hold the sample's bytes.
   *
   * @param bytes how many are needed
   * @return null: more than there may be
   */
  @SuppressWarnings("ReferenceEquality") // Which of the two it is, not what is in it.
  public byte[] buffer(final Sample current, final int bytes) {
    if (bytes > MOST_BYTES || bytes < 0) {
      return null;
    }
    if (current == second) {
      if (beside.length < bytes) {
        beside = new byte[bytes];
      }
      return beside;
    }
    if (current.bytes() == one) {
      if (other.length < bytes) {
        other = new byte[Math.min(MOST_BYTES, Math.max(bytes, other.length * 2))];
      }
      return other;
    }
    if (one.length < bytes) {
      one = new byte[Math.min(MOST_BYTES, Math.max(bytes, one.length * 2))];
    }
    return one;
  }

  /** Whether all input that rules may wait for is there, or is not waited for any longer. */
  public boolean isComplete() {
    return complete;
  }

  /** Told before a list of rules runs. */
  public void setComplete(final boolean all) {
    complete = all;
  }
}
