package io.sluice.engine.log;

import java.util.Arrays;

/**
 * Values of headers that are kept for the log, one place for each header that the configuration
 * names. Confined to one event loop; made once and used again for the next request.
 *
 * <p>Source: HAProxy {@code capture request header}.
 */
public final class Captures {
  private final byte[] bytes;
  private final int[] starts;

  /** For each place the length of its value; -1: there is none. */
  private final int[] lengths;

  /**
   * @param maxBytes for each place how much of a value is kept, bytes
   */
  public Captures(final int[] maxBytes) {
    starts = new int[maxBytes.length + 1];
    for (int i = 0; i < maxBytes.length; i++) {
      starts[i + 1] = starts[i] + maxBytes[i];
    }
    bytes = new byte[starts[maxBytes.length]];
    lengths = new int[maxBytes.length];
    clear();
  }

  /** How many places there are. */
  public int count() {
    return lengths.length;
  }

  /** Forgets every value. */
  public void clear() {
    Arrays.fill(lengths, -1);
  }

  /** Keeps a value, or its beginning where it is longer than what its place takes. */
  public void set(final int place, final byte[] from, final int offset, final int length) {
    final int kept = Math.min(length, starts[place + 1] - starts[place]);
    System.arraycopy(from, offset, bytes, starts[place], kept);
    lengths[place] = kept;
  }

  /** Whether there is a value in a place. */
  public boolean has(final int place) {
    return lengths[place] >= 0;
  }

  /** The length of a value, bytes; -1: there is none. */
  public int length(final int place) {
    return lengths[place];
  }

  /** A byte of a value. */
  public byte at(final int place, final int index) {
    return bytes[starts[place] + index];
  }

  /** Where the values are. */
  byte[] bytes() {
    return bytes;
  }

  /** Where a value begins there. */
  int start(final int place) {
    return starts[place];
  }
}
